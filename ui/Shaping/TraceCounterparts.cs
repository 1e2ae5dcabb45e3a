using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>What a trace is worth comparing with, as searches for a <see cref="TypicalTrace"/>.</summary>
public static class TraceCounterparts
{
    private const long Hour = 3_600 * UnixTime.NanosecondsPerSecond;

    /// <summary>The first service of the trace that started cold; null when none did.</summary>
    public static string? ColdService(Waterfall waterfall) =>
        waterfall.Nodes.FirstOrDefault(node => TraceFacts.IsCold(node.Span))?.Span.Service;

    /// <summary>Of the same root operation, in the day before the trace and the hour after it.</summary>
    /// <param name="cold">With a cold start, or without; null for either. Without: of the function that started cold in this trace.</param>
    public static TypicalTraceQuery Query(TraceId id, Waterfall waterfall, bool? cold = null)
    {
        var root = waterfall.Root.Span;
        var range = new TimeRange(waterfall.StartUnixNanoseconds - (24 * Hour), waterfall.StartUnixNanoseconds + Hour);
        return new TypicalTraceQuery(root.Service, root.Name, range, id, cold, cold == false ? ColdService(waterfall) ?? "" : "");
    }
}

using Observe.Functions.Invocations;

namespace Observe.Storage.Read;

/// <summary>Reads the ledger of lost telemetry: what a function or its platform said had begun, against the spans that came of it.</summary>
public interface ILostTelemetryReader
{
    Task<LostTelemetryResult> GetAsync(LostTelemetryQuery query, CancellationToken cancellationToken);
}

/// <param name="Range">Invocations by the time they started.</param>
public sealed record LostTelemetryQuery(FunctionId Function, TimeRange Range);

/// <param name="Hours">Those in which something happened, oldest first.</param>
public sealed record LostTelemetryResult(IReadOnlyList<LostTelemetryHour> Hours, Scanned Scanned)
{
    /// <summary>The whole range as if it were one hour, which begins with the range.</summary>
    public LostTelemetryHour Total => new(
        Scanned.Range.FromUnixNanoseconds, Hours.Sum(hour => hour.Reported), Hours.Sum(hour => hour.Received), Hours.Sum(hour => hour.Represented),
        Hours.Sum(hour => hour.Unreported), Hours.Sum(hour => hour.DroppedRecords));
}

/// <summary>One hour of one function.</summary>
/// <param name="StartUnixNanoseconds">A whole hour, UTC; the first and the last may reach out of the range.</param>
/// <param name="Reported">Invocations that a start record or the platform told of and that are over.</param>
/// <param name="Received">Those of them of which a span came.</param>
/// <param name="Represented">How many those stand for, when spans are sampled.</param>
/// <param name="Unreported">Spans of invocations that nothing else told of: no loss, and nothing to tell it by.</param>
/// <param name="DroppedRecords">Log records that the platform says it dropped.</param>
public sealed record LostTelemetryHour(
    long StartUnixNanoseconds, long Reported, long Received, double Represented, long Unreported, long DroppedRecords)
{
    /// <summary>Invocations whose span is missing; sampled spans stand for others that are not.</summary>
    public double Lost => Math.Max(0, Reported - Represented);

    /// <summary>0 to 1; 0 when nothing was reported.</summary>
    public double LostRate => Reported == 0 ? 0 : Lost / Reported;
}

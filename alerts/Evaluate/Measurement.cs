using Observe.Storage;

namespace Observe.Alerts.Evaluate;

/// <summary>What one evaluation of a rule saw, by function.</summary>
/// <param name="Values">Of the functions that there was something to measure of.</param>
/// <param name="Error">Why nothing could be measured; empty when it could.</param>
public sealed record Measurement(
    DateTimeOffset At, TimeRange Range, IReadOnlyDictionary<string, double> Values, IReadOnlyList<TraceId> TraceIds, string Error = "")
{
    public Observation Of(string function) =>
        Error.Length > 0 ? new Observation(At, ObservationKind.Error, 0, Range, [], Error)
        : Values.TryGetValue(function, out var value) ? new Observation(At, ObservationKind.Value, value, Range, TraceIds)
        : new Observation(At, ObservationKind.NoData, 0, Range, []);
}

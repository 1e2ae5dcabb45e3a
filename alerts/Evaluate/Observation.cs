using Observe.Storage;

namespace Observe.Alerts.Evaluate;

public enum ObservationKind
{
    Value,
    NoData,
    Error,
}

/// <summary>What one evaluation saw.</summary>
/// <param name="Value">0 without data and after a failure.</param>
/// <param name="Range">The time it looked at.</param>
/// <param name="Detail">What the value was made of; empty when it says it all.</param>
public sealed record Observation(
    DateTimeOffset At, ObservationKind Kind, double Value, TimeRange Range, IReadOnlyList<TraceId> TraceIds, string Error = "", string Detail = "");

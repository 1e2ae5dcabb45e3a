using Observe.Storage;
using Observe.Storage.Config;

namespace Observe.Alerts.Evaluate;

/// <summary>What one evaluation of a rule saw, by instance.</summary>
/// <param name="Values">Of the instances that there was something to measure of.</param>
/// <param name="Error">Why nothing could be measured; empty when it could.</param>
public sealed record Measurement(
    DateTimeOffset At, TimeRange Range, IReadOnlyDictionary<LabelSet, MeasuredValue> Values, IReadOnlyList<TraceId> TraceIds, string Error = "")
{
    /// <summary>An instance of which nothing was measured has the value 0.</summary>
    public bool IsMissingZero { get; init; }

    public static readonly IReadOnlyDictionary<LabelSet, MeasuredValue> None = new Dictionary<LabelSet, MeasuredValue>();

    public Observation Of(LabelSet labels) =>
        Error.Length > 0 ? new Observation(At, ObservationKind.Error, 0, Range, [], Error)
        : Values.TryGetValue(labels, out var value) ? new Observation(At, ObservationKind.Value, value.Value, value.Range ?? Range, value.TraceIds.Count > 0 ? value.TraceIds : TraceIds, Detail: value.Detail)
        : new Observation(At, IsMissingZero ? ObservationKind.Value : ObservationKind.NoData, 0, Range, []);
}

/// <param name="Detail">What the value was made of, as a sentence goes on; empty when it says it all.</param>
/// <param name="Range">The time that it is about; null for that of the evaluation.</param>
public sealed record MeasuredValue(double Value, string Detail = "", TimeRange? Range = null)
{
    /// <summary>Some that show it; none for those of the whole measurement.</summary>
    public IReadOnlyList<TraceId> TraceIds { get; init; } = [];
}

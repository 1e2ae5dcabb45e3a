using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>What a function or its platform said had begun against the spans that came, over a range and by the hours of it that had any.</summary>
public sealed record LostTelemetryBody(LostTelemetryHourBody Total, IReadOnlyList<LostTelemetryHourBody> Hours, ScannedBody Scanned)
{
    public static LostTelemetryBody Of(LostTelemetryResult result) =>
        new(LostTelemetryHourBody.Of(result.Total), [.. result.Hours.Select(LostTelemetryHourBody.Of)], ScannedBody.Of(result.Scanned));
}

/// <summary>
/// <c>reported</c>: invocations that a start record or the platform told of; <c>received</c>: those of which a span came; <c>represented</c>: how many
/// these stand for when spans are sampled; <c>lost</c>: those that are missing, and <c>lostRate</c> 0 to 1; <c>unreported</c>: spans of invocations
/// that nothing else told of; <c>droppedRecords</c>: log records that the platform says it dropped.
/// </summary>
public sealed record LostTelemetryHourBody(
    string Start, long Reported, long Received, double Represented, double Lost, double LostRate, long Unreported, long DroppedRecords)
{
    public static LostTelemetryHourBody Of(LostTelemetryHour hour) => new(
        UnixTime.ToRfc3339(hour.StartUnixNanoseconds), hour.Reported, hour.Received, hour.Represented, hour.Lost, hour.LostRate, hour.Unreported,
        hour.DroppedRecords);
}

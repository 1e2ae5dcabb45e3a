using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>The signals of an ingest result together, and the commonest reason for what was refused.</summary>
public sealed record IngestSum(long Received, long Stored, long Refused, long Quarantined, long Waiting, string TopReason, long RefusedRequests)
{
    public static IngestSum Of(IngestResult ingest)
    {
        var reasons = ingest.Signals.SelectMany(signal => signal.Refused)
            .GroupBy(reason => reason.Key, reason => reason.Value, StringComparer.Ordinal)
            .Select(group => (Reason: group.Key, Count: group.Sum()))
            .ToList();
        return new IngestSum(
            ingest.Signals.Sum(signal => signal.Received),
            ingest.Signals.Sum(signal => signal.Stored),
            reasons.Sum(reason => reason.Count),
            ingest.Signals.Sum(signal => signal.Quarantined),
            ingest.Signals.Sum(signal => signal.Waiting),
            reasons.OrderByDescending(reason => reason.Count).Select(reason => reason.Reason).FirstOrDefault() ?? "",
            ingest.RefusedRequests.Values.Sum());
    }
}

using Microsoft.Extensions.Logging;
using Observe.Collector.Decode;
using Observe.Collector.Journal;
using Observe.Storage;
using Observe.Storage.Engine;
using Observe.Storage.Retention;

namespace Observe.Collector.Receive;

/// <summary>The one path below every transport: decode, make durable, answer.</summary>
internal sealed partial class ExportReceiver(
    IngestJournal journal,
    IngestCounters counters,
    OtlpDecoder decoder,
    StorageOptions storage,
    TimeProvider time,
    ILogger<ExportReceiver> logger)
{
    private static readonly TimeSpan ClockAhead = TimeSpan.FromHours(24);

    private readonly RetentionDays _kept = RetentionDays.Of(storage);

    /// <param name="lambda">Whose records these are, when they come from the Lambda Telemetry API; else null.</param>
    public async Task<ExportResult> ReceiveAsync(OtlpSignal signal, OtlpEncoding encoding, ReadOnlyMemory<byte> body, LambdaSender? lambda = null)
    {
        var now = time.GetUtcNow();
        var received = UnixTime.Nanoseconds(now);
        var window = new TimeWindow(
            received,
            UnixTime.Nanoseconds(now - TimeSpan.FromDays(KeptDays(signal))),
            UnixTime.Nanoseconds(now + ClockAhead));
        using var decoded = decoder.Decode(signal, encoding, body.Span, window, lambda);
        if (decoded.Error is { } error)
        {
            counters.RequestRefused("undecodable");
            return new ExportResult(ExportOutcome.Undecodable, Message: error);
        }
        if (decoded.Blocks.Count > 0)
        {
            // No token: a sender that has gone away must not leave it open whether its records were taken.
            var outcome = await journal.AppendAsync(decoded.Blocks);
            if (outcome != AppendOutcome.Durable)
            {
                return Refuse(outcome);
            }
            decoded.Durable();
        }
        counters.Acknowledged(signal, decoded, received);
        return new ExportResult(ExportOutcome.Accepted, decoded.RefusedTotal, Describe(decoded), decoded.Received);
    }

    /// <summary>What is older would be dropped at once.</summary>
    private int KeptDays(OtlpSignal signal) => signal switch
    {
        OtlpSignal.Traces => _kept.Traces,
        OtlpSignal.Logs => _kept.Logs,
        _ => _kept.Metrics,
    };

    private ExportResult Refuse(AppendOutcome outcome)
    {
        Log.NotTaken(logger, outcome);
        counters.RequestRefused(outcome == AppendOutcome.Full ? "full" : "disk");
        return new ExportResult(ExportOutcome.Full, Message: outcome == AppendOutcome.Full
            ? "The collector's journal is full. Nothing of the request was taken; send it again later."
            : "The collector cannot write to its disk. Nothing of the request was taken; send it again later.");
    }

    private static string Describe(DecodeResult decoded) => decoded.Refused.Count == 0 ? decoded.Warning : string.Join(
        "; ",
        decoded.Refused.Select(refusal => $"{refusal.Value} refused: {refusal.Key.Sentence}")
            .Concat(decoded.Warning.Length > 0 ? [decoded.Warning] : []));

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Debug, "A request was not taken: {Outcome}")]
        public static partial void NotTaken(ILogger logger, AppendOutcome outcome);
    }
}

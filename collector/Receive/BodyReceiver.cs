using Observe.Collector.Decode;

namespace Observe.Collector.Receive;

/// <summary>Reads the body of a request under the limits of its size and of all bytes in flight, and has it received.</summary>
internal sealed class BodyReceiver(ExportReceiver receiver, IngestCounters counters, CollectorOptions options)
{
    /// <param name="body">Decompresses what it reads.</param>
    /// <param name="reservation">Grows with the body; the caller gives it back.</param>
    /// <param name="lambda">Whose records these are, when they come from the Lambda Telemetry API; else null.</param>
    public async Task<ExportResult> ReceiveAsync(
        OtlpSignal signal, OtlpEncoding encoding, Stream body, InFlightBudget.Reservation reservation, LambdaSender? lambda,
        CancellationToken cancellationToken)
    {
        using var read = new RequestBody(options.MaxRequestBytes, reservation);
        return await read.ReadAsync(body, cancellationToken) switch
        {
            BodyOutcome.Read => await receiver.ReceiveAsync(signal, encoding, read.Bytes, lambda),
            BodyOutcome.TooLarge => Refused(
                ExportOutcome.TooLarge, "too_large", $"The request is larger than {options.MaxRequestBytes} bytes after decompression."),
            BodyOutcome.Corrupt => Refused(ExportOutcome.Undecodable, "undecodable", "The body is not what its content encoding says."),
            _ => Refused(ExportOutcome.Full, "full", "The collector is working on as many bytes as it may. Send the request again later."),
        };
    }

    private ExportResult Refused(ExportOutcome outcome, string reason, string message)
    {
        counters.RequestRefused(reason);
        return new ExportResult(outcome, Message: message);
    }
}

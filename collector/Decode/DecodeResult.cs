using Observe.Storage.Write;

namespace Observe.Collector.Decode;

/// <summary>A decoded request, or what is wrong with it as a whole.</summary>
/// <param name="Rows">Null when the request could not be decoded.</param>
/// <param name="Received">Records in the request; each is in <paramref name="Rows"/> or in <paramref name="Refused"/>.</param>
/// <param name="Error">For the sender; null when decoded.</param>
public sealed record DecodeResult(
    TelemetryRows? Rows, long Received, IReadOnlyDictionary<RefusalReason, long> Refused, string? Error)
{
    public long RefusedTotal => Refused.Values.Sum();

    internal static DecodeResult Undecodable(string error) =>
        new(null, 0, new Dictionary<RefusalReason, long>(), error);
}

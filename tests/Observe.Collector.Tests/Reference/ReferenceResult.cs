using Observe.Collector.Decode;
using Observe.Testing.Rows;

namespace Observe.Collector.Tests.Reference;

/// <summary>A decoded request, or what is wrong with it as a whole.</summary>
/// <param name="Rows">Null when the request could not be decoded.</param>
/// <param name="Received">Records in the request; each is in <paramref name="Rows"/> or in <paramref name="Refused"/>.</param>
/// <param name="Error">For the sender; null when decoded.</param>
public sealed record ReferenceResult(
    TelemetryRows? Rows, long Received, IReadOnlyDictionary<RefusalReason, long> Refused, string? Error)
{
    public long RefusedTotal => Refused.Values.Sum();

    internal static ReferenceResult Undecodable(string error) =>
        new(null, 0, new Dictionary<RefusalReason, long>(), error);
}

/// <summary>Counts refused records by reason.</summary>
internal sealed class RefusalTally
{
    private readonly Dictionary<RefusalReason, long> _counts = [];

    public IReadOnlyDictionary<RefusalReason, long> Counts => _counts;

    public void Add(RefusalReason reason) => _counts[reason] = _counts.GetValueOrDefault(reason) + 1;
}

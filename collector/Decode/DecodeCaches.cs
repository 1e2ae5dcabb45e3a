using Observe.Functions.Cost;
using Observe.Redaction;

namespace Observe.Collector.Decode;

/// <summary>What all sessions of a decoder share.</summary>
internal sealed class DecodeCaches(Redactor redactor, PriceBook prices)
{
    public Redactor Redactor { get; } = redactor;

    public PriceBook Prices { get; } = prices;

    public WireCache<DecodedResource> Resources { get; } = new();

    public WireCache<DecodedScope> Scopes { get; } = new();

    public ResourceLedger Ledger { get; } = new();

    public KeyTraits Judge(ReadOnlySpan<byte> key)
    {
        var traits = key.StartsWith("faas."u8) ? KeyTraits.Invocation
            : key.SequenceEqual("type"u8) ? KeyTraits.RecordType
            : LogTrace.IsKey(key) ? KeyTraits.XRayTrace
            : KeyTraits.None;
        return Redactor.Judge(key) switch
        {
            KeyVerdict.Mask => traits | KeyTraits.Secret,
            KeyVerdict.Scan => traits | KeyTraits.Scanned,
            _ => traits,
        };
    }
}

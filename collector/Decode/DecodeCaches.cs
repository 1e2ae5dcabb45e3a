namespace Observe.Collector.Decode;

/// <summary>What all sessions of a decoder share.</summary>
internal sealed class DecodeCaches
{
    public WireCache<DecodedResource> Resources { get; } = new();

    public WireCache<DecodedScope> Scopes { get; } = new();

    public ResourceLedger Ledger { get; } = new();

    public static KeyTraits Judge(ReadOnlySpan<byte> key) => key.StartsWith("faas."u8) ? KeyTraits.Invocation : KeyTraits.None;
}

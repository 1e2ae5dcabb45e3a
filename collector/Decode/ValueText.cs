using System.Runtime.CompilerServices;

namespace Observe.Collector.Decode;

/// <summary>Makes the texts of a request fit to be stored.</summary>
internal sealed class ValueText
{
    private readonly TextRepair _repair = new();

    public long InvalidCount => _repair.InvalidCount;

    /// <summary>The text, or what of it may be stored; a copy holds until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text, KeyTraits traits, out bool cut)
    {
        cut = false;
        return text.IsEmpty ? text : _repair.Clean(text, out cut);
    }

    /// <summary>The same for a text that is not the value of a key: a name, a message, a body.</summary>
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text) => Clean(text, KeyTraits.Scanned, out _);

    public void Reset() => _repair.Reset();
}

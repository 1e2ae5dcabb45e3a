using System.Runtime.CompilerServices;
using Observe.Redaction;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>Makes the texts of a request fit to be stored: valid, not too long, without secrets.</summary>
internal sealed class ValueText(Redactor redactor)
{
    private readonly TextRepair _repair = new();
    private readonly ColumnBuffer _redacted = new();

    public long InvalidCount => _repair.InvalidCount;

    /// <summary>The text, or what of it may be stored; a copy holds until the next call.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text, KeyTraits traits, out bool cut)
    {
        cut = false;
        if (text.IsEmpty)
        {
            return text;
        }
        var clean = _repair.Clean(text, out cut);
        return (traits & KeyTraits.Scanned) == 0 ? clean : WithoutSecrets(clean);
    }

    /// <summary>The same for a text that is not the value of a key: a name, a message, a body.</summary>
    public ReadOnlySpan<byte> Clean(ReadOnlySpan<byte> text) => Clean(text, KeyTraits.Scanned, out _);

    /// <summary>What is stored instead of a value that its key calls a secret.</summary>
    public ReadOnlySpan<byte> Mask()
    {
        redactor.Masked();
        return Redactor.Replacement;
    }

    public void Reset()
    {
        _repair.Reset();
        _redacted.Reset();
    }

    private ReadOnlySpan<byte> WithoutSecrets(ReadOnlySpan<byte> text)
    {
        _redacted.Truncate(0);
        return redactor.TryRedact(text, _redacted, out _) ? _redacted.Written : text;
    }
}

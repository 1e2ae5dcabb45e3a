namespace Observe.Redaction;

/// <summary>The secrets of one text, one after the other. What was found ahead is kept, so that nothing is looked for twice.</summary>
internal ref struct SecretSearch(SecretScanner scanner, ReadOnlySpan<byte> text)
{
    private static readonly SecretMatch Unknown = new(-1, -1);
    private static readonly SecretMatch Nowhere = new(int.MaxValue, int.MaxValue);
    private readonly ReadOnlySpan<byte> _text = text;
    private SecretMatch _literal = Unknown;
    private SecretMatch _card = Unknown;
    private int _kind;
    private int _from;

    public bool TryNext(out SecretMatch match, out int kind)
    {
        if (_literal.Start < _from && !scanner.TryFind(_text, _from, out _literal, out _kind))
        {
            _literal = Nowhere;
        }
        if (_card.Start < _from && !PaymentCards.TryFind(_text, _from, out _card))
        {
            _card = Nowhere;
        }
        (match, kind) = _card.Start < _literal.Start ? (_card, scanner.CardKind) : (_literal, _kind);
        _from = match.End;
        return match != Nowhere;
    }
}

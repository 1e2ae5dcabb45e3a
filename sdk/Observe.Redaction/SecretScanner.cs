using System.Text;

namespace Observe.Redaction;

/// <summary>Finds the secrets of a text from left to right: all literals at once, and a pattern only where one stands.</summary>
internal sealed class SecretScanner
{
    private readonly IReadOnlyList<SecretKind> _kinds;
    private readonly LiteralFilter _filter;
    private readonly byte[][] _literals;
    private readonly int[] _kindOf;

    public SecretScanner(IReadOnlyList<SecretKind> kinds)
    {
        _kinds = kinds;
        var literals = kinds.SelectMany((kind, index) => kind.Literals.Select(literal => (Text: literal, Kind: index))).ToArray();
        _filter = new LiteralFilter([.. literals.Select(literal => literal.Text)]);
        _literals = [.. literals.Select(literal => Encoding.ASCII.GetBytes(literal.Text))];
        _kindOf = [.. literals.Select(literal => literal.Kind)];
    }

    public SecretSearch Search(ReadOnlySpan<byte> text) => new(this, text);

    /// <summary>The number that payment cards have behind the kinds of the list.</summary>
    public int CardKind => _kinds.Count;

    /// <param name="from">What lies before is no part of a match.</param>
    /// <param name="kind">The place of its kind in the list.</param>
    public bool TryFind(ReadOnlySpan<byte> text, int from, out SecretMatch match, out int kind)
    {
        for (var place = _filter.Find(text, from, out var hit); place >= 0; place = _filter.Find(text, place + 1, out hit))
        {
            do
            {
                kind = _kindOf[hit.Index];
                var isMeant = _kinds[kind].IgnoresCase || text.Slice(hit.Start, hit.Length).SequenceEqual(_literals[hit.Index]);
                if (isMeant && _kinds[kind].Pattern.TryMatch(text, from, hit, out match))
                {
                    return true;
                }
            }
            while (_filter.TryFindAlso(text, place, ref hit));
        }
        match = default;
        kind = -1;
        return false;
    }
}

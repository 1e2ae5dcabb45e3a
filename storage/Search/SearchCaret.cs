namespace Observe.Storage.Search;

/// <summary>What may be written at a place in a search.</summary>
public enum SearchPlace
{
    /// <summary>A condition begins: the name of a field, or free text.</summary>
    Field,

    /// <summary>After a field: an operator, or, if it was a word of free text, and or or.</summary>
    Operator,

    /// <summary>After an operator: what the field is compared with.</summary>
    Value,

    /// <summary>After a condition: and, or, or the next condition.</summary>
    Connective,

    /// <summary>A sign that can only be one, such as the bracket of a list.</summary>
    Sign,
}

/// <summary>Where the caret is in a search that may not be finished, and what a completion would take the place of.</summary>
/// <param name="Start">Where the piece begins that a completion replaces.</param>
/// <param name="Length">How much of the text it replaces; 0 when nothing has been written there.</param>
/// <param name="Typed">What has been written of it before the caret, without quotes.</param>
/// <param name="Field">The field that an operator or a value belongs to.</param>
/// <param name="Operator">The operator before a value, as it is written; in for a value of a list.</param>
public sealed record SearchCaret(SearchPlace Place, int Start, int Length, string Typed, SearchField? Field, string? Operator)
{
    /// <summary>Takes any text and any place in it, and never throws.</summary>
    public static SearchCaret At(string text, int caret)
    {
        caret = Math.Clamp(caret, 0, text.Length);
        var tokens = SearchTokens.Cut(text);
        // The piece that the caret stands in, or at the end of.
        var current = tokens.FindIndex(token => token.Start < caret && caret <= token.Start + token.Length && IsPiece(token, text, caret));
        var before = current >= 0 ? current : tokens.FindIndex(token => token.Start >= caret);
        var state = new State(SearchPlace.Field, null, null);
        foreach (var token in tokens.Take(before < 0 ? tokens.Count : before))
        {
            state = state.After(token, text);
        }
        var (start, length) = current >= 0 ? (tokens[current].Start, tokens[current].Length) : (caret, 0);
        return new SearchCaret(state.Place, start, length, TextOf(text[start..caret]), state.Field, state.Operator);
    }

    /// <summary>Words and quoted texts are completed; signs are not, and a text whose quotes are closed is complete at its end.</summary>
    private static bool IsPiece(SearchToken token, string text, int caret) => token.Kind switch
    {
        SearchTokenKind.Operator or SearchTokenKind.Punctuation => false,
        SearchTokenKind.Text or SearchTokenKind.Field => caret < token.Start + token.Length,
        SearchTokenKind.Error => IsQuote(text[token.Start]),
        _ => true,
    };

    private static bool IsQuote(char c) => c is '"' or '\'' or '`';

    private static string TextOf(string piece) =>
        piece.Length > 0 && IsQuote(piece[0]) && SearchTokens.Cut(piece) is [var token, ..] ? token.Value : piece;

    /// <summary>What is due after the pieces read so far.</summary>
    /// <param name="Place">What is due.</param>
    /// <param name="Field">The field that it belongs to.</param>
    /// <param name="Operator">The operator before a value.</param>
    private readonly record struct State(SearchPlace Place, SearchField? Field, string? Operator)
    {
        private const string In = "in";

        private static readonly State NextCondition = new(SearchPlace.Field, null, null);
        private static readonly State EndOfCondition = new(SearchPlace.Connective, null, null);

        public State After(SearchToken token, string text) => token.Kind switch
        {
            SearchTokenKind.Operator => new State(SearchPlace.Value, Field, token.Value),
            SearchTokenKind.Punctuation => AfterSign(token.Value),
            _ when Place == SearchPlace.Value => Operator == In ? this with { Place = SearchPlace.Sign } : EndOfCondition,
            SearchTokenKind.Keyword => AfterWord(token.Value),
            SearchTokenKind.Word or SearchTokenKind.Field => new State(SearchPlace.Operator, FieldOf(token, text), null),
            _ => EndOfCondition,
        };

        private State AfterSign(string sign) => sign switch
        {
            "(" or "," when Operator == In && Place == SearchPlace.Sign => this with { Place = SearchPlace.Value },
            "(" or "{" => NextCondition,
            _ => EndOfCondition,
        };

        private State AfterWord(string word) => (word, Place) switch
        {
            (In, SearchPlace.Operator) => new State(SearchPlace.Sign, Field, In),
            ("contains", SearchPlace.Operator) => new State(SearchPlace.Value, Field, word),
            ("with", SearchPlace.Operator) => new State(SearchPlace.Value, Field, "starts with"),
            ("starts" or "not", SearchPlace.Operator) => this,
            ("exists", SearchPlace.Operator) => EndOfCondition,
            _ => NextCondition,
        };

        private static SearchField FieldOf(SearchToken token, string text) =>
            token.Kind == SearchTokenKind.Field ? SearchField.OfQuoted(token, text) : SearchField.Of(token.Value);
    }
}

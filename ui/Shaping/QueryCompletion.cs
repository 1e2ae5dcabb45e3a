using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.UI.Shaping;

/// <summary>The suggestions for one text and caret, and the piece of the text that one of them takes the place of.</summary>
/// <param name="Text">The text that they are for.</param>
public sealed record QueryCompletion(string Text, int Start, int Length, IReadOnlyList<QuerySuggestion> Suggestions)
{
    /// <summary>Days that attributes are looked for in, whatever range the page shows.</summary>
    private static readonly TimeSpan Past = TimeSpan.FromDays(7);

    public static QueryCompletion None { get; } = new("", 0, 0, []);

    public static async Task<QueryCompletion> OfAsync(
        string text, int at, SearchTarget target, IAttributeReader attributes, TimeProvider time, CancellationToken cancellationToken)
    {
        var caret = SearchCaret.At(text, at);
        var range = TimeRange.Last(Past, time);
        IReadOnlyList<QuerySuggestion> suggestions = caret switch
        {
            { Place: SearchPlace.Field or SearchPlace.Connective } => QuerySuggestions.OfFields(
                caret, target,
                await attributes.NamesAsync(new(range, target, caret.Typed.TrimStart('`'), QuerySuggestions.Most), cancellationToken)),
            { Place: SearchPlace.Operator } => QuerySuggestions.OfOperators(caret),
            // A value that was stored is no pattern.
            { Place: SearchPlace.Value, Operator: not ("~" or "!~"), Field: { } field } => QuerySuggestions.OfValues(
                caret, await ValuesAsync(field, caret, target, range, attributes, cancellationToken)),
            _ => [],
        };
        return new QueryCompletion(text, caret.Start, caret.Length, suggestions);
    }

    private static async Task<IReadOnlyList<string>> ValuesAsync(
        SearchField field, SearchCaret caret, SearchTarget target, TimeRange range, IAttributeReader attributes, CancellationToken cancellationToken) =>
        SearchVocabulary.ValuesOf(field) is { } few ? few
        : SearchVocabulary.HasNoValues(field) ? []
        : await attributes.ValuesAsync(new(range, target, field, caret.Typed, QuerySuggestions.Most), cancellationToken);
}

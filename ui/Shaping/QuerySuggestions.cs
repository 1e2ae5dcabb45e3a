using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.UI.Shaping;

/// <summary>What may be written at the caret of a search, out of the language's own words and of what was stored.</summary>
public static class QuerySuggestions
{
    /// <summary>As many as fit under the bar and can be looked over.</summary>
    public const int Most = 12;

    private const string AsField = "field";
    private const string AsOperator = "operator";
    private const string AsWord = "word";
    private const string AsValue = "value";

    /// <summary>Fields of the language first, then attributes; and between conditions the words that join them.</summary>
    public static IReadOnlyList<QuerySuggestion> OfFields(SearchCaret caret, SearchTarget target, IReadOnlyList<AttributeName> names)
    {
        var typed = caret.Typed.TrimStart('`');
        var words = caret.Place == SearchPlace.Connective ? SearchVocabulary.Connectives : [];
        var fields = SearchVocabulary.FieldsOf(target);
        return First(
            words.Where(word => Begins(word, typed)).Select(word => new QuerySuggestion(word, word + " ", AsWord))
                .Concat(fields.Where(field => Begins(field, typed)).Select(field => new QuerySuggestion(field, field + " ", AsField)))
                .Concat(names.Select(name => new QuerySuggestion(name.Field.ToString(), name.Field + " ", name.Scope))));
    }

    public static IReadOnlyList<QuerySuggestion> OfOperators(SearchCaret caret)
    {
        var operators = SearchVocabulary.OperatorsOf(caret.Field!).Select(op => new QuerySuggestion(op, op is "in" or "not in" ? op + " (" : op + " ", AsOperator));
        var words = SearchVocabulary.ValuesOf(caret.Field!) is ["true", "false"]
            ? SearchVocabulary.Connectives.Select(word => new QuerySuggestion(word, word + " ", AsWord))
            : [];
        return First(operators.Concat(words).Where(item => Begins(item.Label, caret.Typed)));
    }

    /// <summary>Values as they have to be written: in quotes where they would be read as something else.</summary>
    public static IReadOnlyList<QuerySuggestion> OfValues(SearchCaret caret, IReadOnlyList<string> values)
    {
        var end = caret.Operator == "in" ? "" : " ";
        return First(values.Where(value => Begins(value, caret.Typed))
            .Select(value => new QuerySuggestion(value, SearchVocabulary.Quoted(value) + end, AsValue)));
    }

    private static bool Begins(string text, string typed) => text.StartsWith(typed, StringComparison.OrdinalIgnoreCase);

    private static IReadOnlyList<QuerySuggestion> First(IEnumerable<QuerySuggestion> all) => [.. all.DistinctBy(item => item.Text).Take(Most)];
}

/// <param name="Label">What the list shows.</param>
/// <param name="Text">What is written when it is taken.</param>
/// <param name="Kind">What it is: field, operator, word, value, or the scope of an attribute.</param>
public sealed record QuerySuggestion(string Label, string Text, string Kind);

namespace Observe.Storage.Search;

/// <summary>Edits the text of a search as a click on a facet or an attribute does.</summary>
public static class SearchText
{
    /// <summary>The search narrowed by one more condition; a text that does not parse is replaced by the condition.</summary>
    public static string WithFilter(string text, string field, string op, string value)
    {
        var condition = Condition(field, op, value);
        var parsed = SearchParser.Parse(text);
        return parsed.Expression is null || parsed.Expression == condition
            ? condition.ToString()
            : Contains(parsed.Expression, condition) ? text : new AndExpression(parsed.Expression, condition).ToString();
    }

    /// <summary>What both searches find; a text that does not parse, or says nothing, is left out.</summary>
    public static string And(string left, string right) => (SearchParser.Parse(left).Expression, SearchParser.Parse(right).Expression) switch
    {
        ({ } one, { } other) => new AndExpression(one, other).ToString(),
        (null, var other) => other?.ToString() ?? "",
        (var one, null) => one.ToString(),
    };

    /// <summary>The search without that condition, where it stands at the top level; otherwise unchanged.</summary>
    public static string Without(string text, string field, string op, string value) =>
        SearchParser.Parse(text).Expression is { } expression
            ? Remove(expression, Condition(field, op, value))?.ToString() ?? ""
            : text;

    /// <summary>True when the condition stands at the top level of the search.</summary>
    public static bool Has(string text, string field, string op, string value) =>
        SearchParser.Parse(text).Expression is { } expression && Contains(expression, Condition(field, op, value));

    private static CompareExpression Condition(string field, string op, string value)
    {
        var bare = SearchField.Of(field);
        var name = SearchQuoting.IsBareField(field) ? bare : bare with { Quoted = true };
        // A built-in field reads its units and names; an attribute's value is what it is, to the letter.
        var plain = SearchValue.OfBare(value);
        var exact = SearchQuoting.IsBareValue(value) ? plain : SearchValue.OfQuoted(value);
        return SearchOperators.TryParse(op, out var known)
            ? new CompareExpression(name, known, exact)
            : throw new ArgumentException($"'{op}' is no operator of the search language.", nameof(op));
    }

    private static bool Contains(SearchExpression expression, SearchExpression condition) =>
        expression == condition
        || (expression is AndExpression and && (Contains(and.Left, condition) || Contains(and.Right, condition)));

    private static SearchExpression? Remove(SearchExpression expression, SearchExpression condition)
    {
        if (expression == condition)
        {
            return null;
        }
        if (expression is not AndExpression and)
        {
            return expression;
        }
        var left = Remove(and.Left, condition);
        var right = Remove(and.Right, condition);
        return left is null ? right : right is null ? left : new AndExpression(left, right);
    }
}

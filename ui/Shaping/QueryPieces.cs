using Observe.Storage.Search;

namespace Observe.UI.Shaping;

/// <summary>A search text cut into coloured pieces; together they are the text, character for character.</summary>
public static class QueryPieces
{
    private const string ErrorClass = "squig";

    public static IReadOnlyList<QueryPiece> Of(string text, SearchError? error)
    {
        if (text.Length == 0)
        {
            return [];
        }
        var classes = new string[text.Length];
        Array.Fill(classes, "");
        foreach (var token in SearchTokens.Of(text))
        {
            Array.Fill(classes, ClassOf(token.Kind), token.Start, token.Length);
        }
        if (error is not null)
        {
            // An error at the end of the text is marked on its last character: there is nothing else to draw under.
            var from = Math.Min(error.Position, text.Length - 1);
            Array.Fill(classes, ErrorClass, from, Math.Clamp(error.Length, 1, text.Length - from));
        }
        return Join(text, classes);
    }

    private static List<QueryPiece> Join(string text, string[] classes)
    {
        var pieces = new List<QueryPiece>();
        var start = 0;
        for (var end = 1; end <= text.Length; end++)
        {
            if (end == text.Length || classes[end] != classes[start])
            {
                pieces.Add(new QueryPiece(text[start..end], classes[start]));
                start = end;
            }
        }
        return pieces;
    }

    private static string ClassOf(SearchTokenKind kind) => kind switch
    {
        SearchTokenKind.Field => "tk-f",
        SearchTokenKind.Operator => "tk-o",
        SearchTokenKind.Keyword => "tk-k",
        SearchTokenKind.Text => "tk-s",
        SearchTokenKind.Number => "tk-n",
        _ => "",
    };
}

/// <param name="Class">The style it is drawn in; empty for plain text.</param>
public readonly record struct QueryPiece(string Text, string Class);

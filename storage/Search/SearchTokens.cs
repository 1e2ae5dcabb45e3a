namespace Observe.Storage.Search;

/// <summary>What a piece of a search is, for reading it and for colouring it.</summary>
public enum SearchTokenKind
{
    /// <summary>A bare word: a field or a value, which its place tells.</summary>
    Word,
    Field,
    Text,
    Number,
    Keyword,
    Operator,
    Punctuation,

    /// <summary>A quote that is never closed, or a character that has no place in a search.</summary>
    Error,
}

/// <param name="Value">The piece without its quotes and escapes.</param>
public readonly record struct SearchToken(int Start, int Length, SearchTokenKind Kind, string Value);

/// <summary>Cuts a search into its pieces. It takes any text and never throws.</summary>
public static class SearchTokens
{
    /// <summary>The pieces with fields, texts and numbers told apart by their place, for colouring.</summary>
    public static IReadOnlyList<SearchToken> Of(string text)
    {
        var tokens = Cut(text);
        for (var i = 0; i < tokens.Count; i++)
        {
            if (tokens[i].Kind == SearchTokenKind.Word)
            {
                var before = i > 0 && (tokens[i - 1].Kind == SearchTokenKind.Operator
                    || (tokens[i - 1].Kind == SearchTokenKind.Punctuation && tokens[i - 1].Value != ")" && IsInList(tokens, i))
                    || (tokens[i - 1].Kind == SearchTokenKind.Keyword && tokens[i - 1].Value is "contains" or "with"));
                var kind = !before ? (IsField(tokens, i) ? SearchTokenKind.Field : SearchTokenKind.Text)
                    : SearchValue.OfBare(tokens[i].Value).Number is null ? SearchTokenKind.Text
                    : SearchTokenKind.Number;
                tokens[i] = tokens[i] with { Kind = kind };
            }
        }
        return tokens;
    }

    internal static List<SearchToken> Cut(string text)
    {
        var tokens = new List<SearchToken>();
        var at = 0;
        var braces = 0;
        while (at < text.Length)
        {
            if (char.IsWhiteSpace(text[at]))
            {
                at++;
                continue;
            }
            var token = Brace(text, at, tokens, ref braces) ?? Next(text, at, braces);
            // Only "starts with" makes a keyword of with: "paid with card" is plain text.
            if (token is { Kind: SearchTokenKind.Keyword, Value: "with" }
                && !(tokens.Count > 0 && tokens[^1] is { Kind: SearchTokenKind.Keyword, Value: "starts" }))
            {
                token = token with { Kind = SearchTokenKind.Word, Value = text.Substring(token.Start, token.Length) };
            }
            tokens.Add(token);
            at += token.Length;
        }
        return tokens;
    }

    /// <summary>
    /// A brace that opens or closes a group of conditions about a trace. Where a value is due, and inside of a word, a brace is
    /// part of the word: <c>/orders/{id}</c>.
    /// </summary>
    private static SearchToken? Brace(string text, int at, List<SearchToken> before, ref int open)
    {
        if (text[at] == '{' && !IsValueDue(before))
        {
            open++;
        }
        else if (text[at] == '}' && open > 0)
        {
            open--;
        }
        else
        {
            return null;
        }
        return new SearchToken(at, 1, SearchTokenKind.Punctuation, text.Substring(at, 1));
    }

    private static bool IsValueDue(List<SearchToken> before) => before.Count > 0 && before[^1] switch
    {
        { Kind: SearchTokenKind.Operator } => true,
        { Kind: SearchTokenKind.Keyword, Value: "contains" or "with" } => true,
        { Kind: SearchTokenKind.Punctuation, Value: "," } => true,
        { Kind: SearchTokenKind.Punctuation, Value: "(" } => before.Count > 1 && before[^2] is { Kind: SearchTokenKind.Keyword, Value: "in" },
        _ => false,
    };

    private static SearchToken Next(string text, int at, int braces)
    {
        var c = text[at];
        if (c is '(' or ')' or ',')
        {
            return new SearchToken(at, 1, SearchTokenKind.Punctuation, text.Substring(at, 1));
        }
        if (c is '"' or '\'' or '`')
        {
            return Quoted(text, at, c);
        }
        if (c is '=' or '!' or '<' or '>' or '~')
        {
            var length = at + 1 < text.Length && SearchOperators.BySymbol.ContainsKey(text.Substring(at, 2)) ? 2 : 1;
            var symbol = text.Substring(at, length);
            var kind = SearchOperators.BySymbol.ContainsKey(symbol) ? SearchTokenKind.Operator : SearchTokenKind.Error;
            return new SearchToken(at, length, kind, symbol);
        }
        return Word(text, at, braces);
    }

    private static SearchToken Word(string text, int at, int braces)
    {
        var end = at;
        var inner = 0;
        // An apostrophe inside a word belongs to it (don't); before it, it opens a quote.
        while (end < text.Length && (SearchQuoting.IsBareCharacter(text[end]) || (text[end] == '\'' && end > at)))
        {
            if (text[end] == '{' && text.AsSpan(at, end - at) is "and" or "or" or "not")
            {
                break;
            }
            inner += text[end] == '{' ? 1 : text[end] == '}' ? -1 : 0;
            if (inner < 0 && braces > 0)
            {
                // It closes the group around the word.
                break;
            }
            end++;
        }
        if (end == at)
        {
            return new SearchToken(at, 1, SearchTokenKind.Error, text.Substring(at, 1));
        }
        var word = text[at..end];
        // resource.`odd name`: the prefix and the quoted name are one field.
        if (end < text.Length && text[end] == '`' && SearchField.Prefixes.ContainsKey(word))
        {
            var quoted = Quoted(text, end, '`');
            return new SearchToken(at, quoted.Start + quoted.Length - at, quoted.Kind, word + quoted.Value);
        }
        return SearchQuoting.IsWord(word)
            ? new SearchToken(at, word.Length, SearchTokenKind.Keyword, word.ToLowerInvariant())
            : new SearchToken(at, word.Length, SearchTokenKind.Word, word);
    }

    private static SearchToken Quoted(string text, int at, char quote)
    {
        var value = new System.Text.StringBuilder();
        for (var i = at + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                var kind = quote == '`' ? SearchTokenKind.Field : SearchTokenKind.Text;
                return new SearchToken(at, i + 1 - at, kind, value.ToString());
            }
            if (text[i] == '\\' && i + 1 < text.Length && (text[i + 1] == quote || text[i + 1] == '\\'))
            {
                i++;
            }
            value.Append(text[i]);
        }
        return new SearchToken(at, text.Length - at, SearchTokenKind.Error, value.ToString());
    }

    /// <summary>True before an operator, and for a built-in field that stands alone or waits for its operator.</summary>
    private static bool IsField(List<SearchToken> tokens, int index) =>
        SearchFields.IsName(tokens[index].Value) || IsOperator(tokens, index + 1)
        || (index + 2 < tokens.Count && tokens[index + 1] is { Kind: SearchTokenKind.Keyword, Value: "not" } && IsOperator(tokens, index + 2)
            && tokens[index + 2].Kind == SearchTokenKind.Keyword);

    private static bool IsOperator(List<SearchToken> tokens, int index) => index < tokens.Count
        && (tokens[index].Kind == SearchTokenKind.Operator
            || tokens[index] is { Kind: SearchTokenKind.Keyword, Value: "in" or "exists" or "contains" or "starts" });

    private static bool IsInList(List<SearchToken> tokens, int index)
    {
        for (var i = index - 1; i > 0; i--)
        {
            if (tokens[i].Value == "(" && tokens[i].Kind == SearchTokenKind.Punctuation)
            {
                return tokens[i - 1] is { Kind: SearchTokenKind.Keyword, Value: "in" };
            }
            if (tokens[i].Kind is SearchTokenKind.Keyword or SearchTokenKind.Operator)
            {
                return false;
            }
        }
        return false;
    }
}

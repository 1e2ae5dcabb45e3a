namespace Observe.Storage.Search;

/// <summary>Reads the search language (docs/search-language.md) by recursive descent, one method a rule of the grammar.</summary>
public static class SearchParser
{
    public const int MaxLength = 16_384;
    public const int MaxDepth = 64;
    public const int MaxConditions = 200;

    /// <summary>Never throws on bad text: the error names the place and what was expected. Blank text is a null expression.</summary>
    public static SearchParseResult Parse(string text)
    {
        if (text.Length > MaxLength)
        {
            return Failed(MaxLength, text.Length - MaxLength, $"A search has at most {MaxLength:N0} characters.");
        }
        var tokens = SearchTokens.Cut(text);
        if (tokens.Count == 0)
        {
            return new SearchParseResult(null, null);
        }
        var run = new Run(text, tokens);
        try
        {
            return new SearchParseResult(run.All(), null);
        }
        catch (SearchSyntaxException error)
        {
            return new SearchParseResult(null, error.Error);
        }
    }

    private static SearchParseResult Failed(int position, int length, string message) =>
        new(null, new SearchError(position, length, message));

    /// <summary>Carries the error out of the nested rules; it never leaves this class.</summary>
    private sealed class SearchSyntaxException(SearchError error) : Exception(error.Message)
    {
        public SearchError Error { get; } = error;
    }

    private sealed class Run(string text, List<SearchToken> tokens)
    {
        private int _at;
        private int _depth;
        private int _conditions;

        private SearchToken? Current => _at < tokens.Count ? tokens[_at] : null;

        public SearchExpression All()
        {
            var expression = Or();
            return Current is { } extra
                ? throw Error(extra, extra.Value == ")" ? "This bracket closes nothing." : "Expected and, or, or the end of the search.")
                : expression;
        }

        private SearchExpression Or()
        {
            var left = And();
            while (TakeKeyword("or"))
            {
                left = new OrExpression(left, And());
            }
            return left;
        }

        private SearchExpression And()
        {
            var left = Not();
            // Conditions side by side hold together, as in every search box.
            while (TakeKeyword("and") || StartsCondition())
            {
                left = new AndExpression(left, Not());
            }
            return left;
        }

        private bool StartsCondition() => Current is { } token
            && (token.Kind is SearchTokenKind.Word or SearchTokenKind.Text or SearchTokenKind.Field
                || token is { Kind: SearchTokenKind.Punctuation, Value: "(" }
                || token is { Kind: SearchTokenKind.Keyword, Value: "not" });

        private SearchExpression Not()
        {
            Enter();
            var expression = TakeKeyword("not") ? new NotExpression(Not()) : Primary();
            _depth--;
            return expression;
        }

        private SearchExpression Primary()
        {
            var token = Current ?? throw Error(null, "Expected a condition.");
            if (token is { Kind: SearchTokenKind.Punctuation, Value: "(" })
            {
                _at++;
                var inner = Or();
                if (Current is not { Kind: SearchTokenKind.Punctuation, Value: ")" })
                {
                    throw Error(Current, "Expected ) for the bracket that was opened.");
                }
                _at++;
                return inner;
            }
            if (++_conditions > MaxConditions)
            {
                throw Error(token, $"A search has at most {MaxConditions} conditions.");
            }
            return Condition(token);
        }

        private SearchExpression Condition(SearchToken token)
        {
            switch (token.Kind)
            {
                case SearchTokenKind.Text:
                    _at++;
                    return Current is { Kind: SearchTokenKind.Operator } after
                        ? throw Error(after, "A field's odd name stands in `backticks`; \"quotes\" are for values.")
                        : new TextExpression(token.Value);
                case SearchTokenKind.Word:
                case SearchTokenKind.Field:
                    _at++;
                    return OfField(token);
                case SearchTokenKind.Error when token.Value.Length != 1 || "\"'`".Contains(text[token.Start], StringComparison.Ordinal):
                    throw Error(token, "This quote is never closed.");
                default:
                    throw Error(token, "Expected a condition: a field, a text in quotes, not, or a bracket.");
            }
        }

        private SearchExpression OfField(SearchToken token)
        {
            var field = Field(token);
            if (Current is { Kind: SearchTokenKind.Operator } symbol)
            {
                _at++;
                return Checked(new CompareExpression(field, SearchOperators.BySymbol[symbol.Value], Value()), token, tokens[_at - 1]);
            }
            if (TakeKeyword("contains"))
            {
                return new CompareExpression(field, SearchOperator.Contains, Value());
            }
            if (TakeKeyword("starts"))
            {
                return TakeKeyword("with")
                    ? new CompareExpression(field, SearchOperator.StartsWith, Value())
                    : throw Error(Current, "Expected with after starts.");
            }
            if (TakeKeyword("exists"))
            {
                return new ExistsExpression(field);
            }
            if (TakeKeyword("in"))
            {
                return new InExpression(field, Values(), false);
            }
            if (Current is { Kind: SearchTokenKind.Keyword, Value: "not" } && _at + 1 < tokens.Count
                && tokens[_at + 1] is { Kind: SearchTokenKind.Keyword, Value: "in" })
            {
                _at += 2;
                return new InExpression(field, Values(), true);
            }
            if (SearchFields.IsFlag(field))
            {
                return new FlagExpression(field);
            }
            return token.Kind == SearchTokenKind.Field
                ? throw Error(Current, "Expected an operator after the field: =, !=, >, <, ~, in, contains, starts with or exists.")
                : new TextExpression(token.Value);
        }

        private SearchField Field(SearchToken token)
        {
            if (token.Kind != SearchTokenKind.Field)
            {
                return SearchField.Of(token.Value);
            }
            var prefix = SearchField.Prefixes.Keys.FirstOrDefault(
                item => text.AsSpan(token.Start).StartsWith(item, StringComparison.Ordinal));
            return prefix is null
                ? new SearchField(token.Value, SearchScope.Any, true)
                : new SearchField(token.Value[prefix.Length..], SearchField.Prefixes[prefix], true);
        }

        private SearchValue Value()
        {
            var token = Current;
            _at++;
            return token?.Kind switch
            {
                SearchTokenKind.Word => SearchValue.OfBare(token.Value.Value),
                SearchTokenKind.Text => SearchValue.OfQuoted(token.Value.Value),
                SearchTokenKind.Error when "\"'`".Contains(text[token.Value.Start], StringComparison.Ordinal) =>
                    throw Error(token, "This quote is never closed."),
                _ => throw Error(token, "Expected a value: a word, a number with its unit, or a text in quotes."),
            };
        }

        private List<SearchValue> Values()
        {
            if (Current is not { Kind: SearchTokenKind.Punctuation, Value: "(" })
            {
                throw Error(Current, "Expected ( and the values of the list.");
            }
            _at++;
            var values = new List<SearchValue> { Value() };
            while (Current is { Kind: SearchTokenKind.Punctuation, Value: "," })
            {
                _at++;
                values.Add(Value());
            }
            if (Current is not { Kind: SearchTokenKind.Punctuation, Value: ")" })
            {
                throw Error(Current, "Expected , or ) in the list of values.");
            }
            _at++;
            return values.Count > MaxConditions
                ? throw Error(Current, $"A list has at most {MaxConditions} values.")
                : values;
        }

        private CompareExpression Checked(CompareExpression comparison, SearchToken field, SearchToken value) =>
            SearchFields.Complaint(comparison) is { } complaint
                ? throw Error(complaint.AtField ? field : value, complaint.Message)
                : comparison;

        private bool TakeKeyword(string word)
        {
            if (Current is { Kind: SearchTokenKind.Keyword } token && token.Value == word)
            {
                _at++;
                return true;
            }
            return false;
        }

        private void Enter()
        {
            if (++_depth > MaxDepth)
            {
                throw Error(Current, $"Brackets and not may nest {MaxDepth} deep.");
            }
        }

        private SearchSyntaxException Error(SearchToken? token, string message) => new(token is { } place
            ? new SearchError(place.Start, place.Length, message)
            : new SearchError(text.Length, 1, message));
    }
}

/// <summary>Either an expression (null for "everything"), or an error.</summary>
public sealed record SearchParseResult(SearchExpression? Expression, SearchError? Error);

/// <param name="Position">Zero-based index of the first wrong character.</param>
/// <param name="Length">How many characters are wrong, at least 1 (it may stand at the end of the text).</param>
/// <param name="Message">What is wrong and what was expected, in one sentence.</param>
public sealed record SearchError(int Position, int Length, string Message);

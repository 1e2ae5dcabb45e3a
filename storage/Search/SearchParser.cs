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
        private bool _isInTrace;

        private SearchToken? Current => _at < tokens.Count ? tokens[_at] : null;

        public SearchExpression All()
        {
            var expression = Or();
            return Current is { } extra
                ? throw Error(extra, extra.Value is ")" or "}" ? "This bracket closes nothing." : "Expected and, or, or the end of the search.")
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
                || token is { Kind: SearchTokenKind.Punctuation, Value: "(" or "{" }
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
            if (token is { Kind: SearchTokenKind.Punctuation, Value: "{" })
            {
                return Trace(token);
            }
            Count(token);
            return Condition(token);
        }

        private TraceExpression Trace(SearchToken brace)
        {
            if (_isInTrace)
            {
                throw Error(brace, "Braces do not nest: what is inside of them holds on one span.");
            }
            _isInTrace = true;
            _at++;
            var inner = Or();
            if (Current is not { Kind: SearchTokenKind.Punctuation, Value: "}" })
            {
                throw Error(Current, "Expected } for the brace that was opened.");
            }
            _at++;
            _isInTrace = false;
            return new TraceExpression(inner);
        }

        /// <summary>Each condition counts, and each further value of a list, because each becomes a piece of SQL.</summary>
        private void Count(SearchToken? token)
        {
            if (++_conditions > MaxConditions)
            {
                throw Error(token, $"A search has at most {MaxConditions} conditions; each value of a list counts as one.");
            }
        }

        private SearchExpression Condition(SearchToken token)
        {
            switch (token.Kind)
            {
                case SearchTokenKind.Text:
                    _at++;
                    return Current is { Kind: SearchTokenKind.Operator } after
                        ? throw Error(after, "A field's odd name stands in `backticks`; \"quotes\" are for values.")
                        : token.Value.Length == 0
                            ? throw Error(token, "Expected a text between the quotes.")
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
            if (token is { Kind: SearchTokenKind.Word, Value: ['{' or '}', ..] })
            {
                throw Error(token with { Length = 1 }, $"{token.Value[0]} begins no condition: put the text in quotes.");
            }
            var field = Field(token);
            if (Current is { Kind: SearchTokenKind.Operator } symbol)
            {
                _at++;
                return Compare(field, token, SearchOperators.BySymbol[symbol.Value]);
            }
            if (Current is { Kind: SearchTokenKind.Keyword, Value: "not" } && _at + 1 < tokens.Count
                && tokens[_at + 1] is { Kind: SearchTokenKind.Keyword, Value: "in" or "exists" or "contains" or "starts" })
            {
                _at++;
                return TakeKeyword("in") ? new InExpression(field, Values(field), true) : new NotExpression(OfWordOperator(field, token)!);
            }
            return OfWordOperator(field, token) ?? WithoutOperator(field, token);
        }

        /// <summary>The condition when a word such as contains follows the field; null when none does.</summary>
        private SearchExpression? OfWordOperator(SearchField field, SearchToken token)
        {
            if (TakeKeyword("in"))
            {
                return new InExpression(field, Values(field), false);
            }
            if (TakeKeyword("exists"))
            {
                return new ExistsExpression(field);
            }
            if (TakeKeyword("contains"))
            {
                return Compare(field, token, SearchOperator.Contains);
            }
            if (TakeKeyword("starts"))
            {
                return TakeKeyword("with")
                    ? Compare(field, token, SearchOperator.StartsWith)
                    : throw Error(Current, "Expected with after starts.");
            }
            return null;
        }

        private CompareExpression Compare(SearchField field, SearchToken token, SearchOperator op) =>
            Checked(new CompareExpression(field, op, Value()), token, tokens[_at - 1]);

        /// <summary>A flag, or a word of free text that cannot be taken for anything else.</summary>
        private SearchExpression WithoutOperator(SearchField field, SearchToken token)
        {
            if (SearchFields.IsFlag(field))
            {
                return new FlagExpression(field);
            }
            if (token.Kind == SearchTokenKind.Field || SearchFields.IsName(token.Value))
            {
                var hint = token.Kind == SearchTokenKind.Field ? "" : $" (the word itself is \"{token.Value}\", in quotes)";
                throw Error(Current, $"Expected an operator after {field}: =, !=, >, <, ~, in, contains, starts with or exists{hint}.");
            }
            if (ForeignSign(token.Value) is { } instead)
            {
                throw Error(token, $"{token.Value} means nothing here: {instead}, or put the text in quotes.");
            }
            var colon = token.Value.IndexOf(':', StringComparison.Ordinal);
            return colon > 0 && SearchFields.IsName(token.Value[..colon])
                ? throw Error(
                    token with { Start = token.Start + colon, Length = 1 },
                    $"Expected an operator after {token.Value[..colon]}: write = instead of the colon, or put the text in quotes.")
                : new TextExpression(token.Value);
        }

        /// <summary>What to write instead of a sign that other languages have and this one has not; null for a word.</summary>
        private static string? ForeignSign(string word) => word switch
        {
            "&" or "&&" => "write and",
            "|" or "||" => "write or",
            _ => null,
        };

        private SearchField Field(SearchToken token) =>
            token.Kind == SearchTokenKind.Field ? SearchField.OfQuoted(token, text) : SearchField.Of(token.Value);

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

        private List<SearchValue> Values(SearchField field)
        {
            if (Current is not { Kind: SearchTokenKind.Punctuation, Value: "(" })
            {
                throw Error(Current, "Expected ( and the values of the list.");
            }
            _at++;
            var values = new List<SearchValue> { Listed(field) };
            while (Current is { Kind: SearchTokenKind.Punctuation, Value: "," })
            {
                _at++;
                Count(Current);
                values.Add(Listed(field));
            }
            if (Current is not { Kind: SearchTokenKind.Punctuation, Value: ")" })
            {
                throw Error(Current, "Expected , or ) in the list of values.");
            }
            _at++;
            return values;
        }

        /// <summary>A value of a list is one that the field could equal.</summary>
        private SearchValue Listed(SearchField field)
        {
            var value = Value();
            return Checked(new CompareExpression(field, SearchOperator.Equal, value), tokens[_at - 1], tokens[_at - 1]).Value;
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

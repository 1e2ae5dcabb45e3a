using System.Text.RegularExpressions;

namespace Observe.Storage.Tests.Search;

/// <summary>A grammar in EBNF (ISO 14977, the part that docs/search-language.md uses) that makes random sentences.</summary>
internal sealed partial class Grammar
{
    private readonly Dictionary<string, List<string>> _rules = [];
    private readonly Random _random;
    private List<string> _tokens = [];
    private int _at;
    private int _depth;

    public Grammar(string text, Random random)
    {
        _random = random;
        foreach (var rule in Comment().Replace(text, "").Split(';', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var tokens = Token().Matches(rule).Select(match => match.Value).ToList();
            _rules[tokens[0]] = tokens[2..];
        }
    }

    public IReadOnlyCollection<string> Rules => _rules.Keys;

    /// <summary>A sentence of the rule, with a space after each piece; <paramref name="word"/> makes fields and values, and answers null for the other rules.</summary>
    public string Sentence(string rule, Func<string, string?> word)
    {
        if (word(rule) is { } made)
        {
            return made;
        }
        var tokens = _rules[rule];
        var (outerTokens, outerAt) = (_tokens, _at);
        (_tokens, _at) = (tokens, 0);
        _depth++;
        var sentence = Alternatives(word, true);
        _depth--;
        (_tokens, _at) = (outerTokens, outerAt);
        return sentence;
    }

    private string Alternatives(Func<string, string?> word, bool isWanted)
    {
        // All of them are read, to find the end; one of them is made. Deep down it is the last: the simplest.
        var start = _at;
        var count = 1;
        Skip(() => count++);
        var end = _at;
        var chosen = _depth > 9 ? count - 1 : _random.Next(count);
        _at = start;
        for (var i = 0; i < chosen; i++)
        {
            SkipOne();
        }
        var sentence = isWanted ? Sequence(word) : "";
        _at = end;
        return sentence;
    }

    private string Sequence(Func<string, string?> word)
    {
        var sentence = "";
        while (_at < _tokens.Count && _tokens[_at] is not ("|" or ")" or "]" or "}"))
        {
            var token = _tokens[_at++];
            switch (token)
            {
                case ",":
                    break;
                case "(":
                    sentence += Alternatives(word, true);
                    _at++;
                    break;
                case "[" or "{":
                    var times = _depth > 6 ? 0 : token == "[" ? _random.Next(2) : _random.Next(3);
                    var start = _at;
                    for (var i = 0; i < times; i++)
                    {
                        _at = start;
                        sentence += Alternatives(word, true);
                    }
                    _at = start;
                    Alternatives(word, false);
                    _at++;
                    break;
                case ['"' or '\'', ..]:
                    sentence += token[1..^1];
                    break;
                default:
                    sentence += Sentence(token, word);
                    break;
            }
            sentence += " ";
        }
        return sentence;
    }

    /// <summary>Goes to the end of the group, past its alternatives.</summary>
    private void Skip(Action onBar)
    {
        for (var depth = 0; _at < _tokens.Count; _at++)
        {
            if (_tokens[_at] is "(" or "[" or "{")
            {
                depth++;
            }
            else if (_tokens[_at] is ")" or "]" or "}" && depth-- == 0)
            {
                return;
            }
            else if (_tokens[_at] == "|" && depth == 0)
            {
                onBar();
            }
        }
    }

    private void SkipOne()
    {
        for (var depth = 0; ; _at++)
        {
            depth += _tokens[_at] is "(" or "[" or "{" ? 1 : _tokens[_at] is ")" or "]" or "}" ? -1 : 0;
            if (depth == 0 && _tokens[_at] == "|")
            {
                _at++;
                return;
            }
        }
    }

    [GeneratedRegex(@"\(\*.*?\*\)", RegexOptions.Singleline)]
    private static partial Regex Comment();

    [GeneratedRegex("\"[^\"]*\"|'[^']*'|[a-z]+|[=|()\\[\\]{},]")]
    private static partial Regex Token();
}

using System.Globalization;
using System.Text;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>The lines of one pattern while they are counted.</summary>
internal sealed class LogCluster(string[] tokens, LogLine newest)
{
    /// <summary>A search takes a regular expression of so many characters; a longer pattern is looked for by its beginning.</summary>
    private const int LongestExpression = 900;

    private const int MostServices = 5;

    private readonly Dictionary<string, long> _services = [];
    private readonly string[] _tokens = [.. tokens];
    private long _errors;
    private long _warnings;
    private long _first = long.MaxValue;
    private long _last = long.MinValue;
    private bool _isCut;

    public IReadOnlyList<string> Tokens => _tokens;

    public long Count { get; private set; }

    public LogLevelClass Level { get; } = ClassOf(newest.Severity);

    public static LogLevelClass ClassOf(byte severity) =>
        severity >= 17 ? LogLevelClass.Error : severity >= 13 ? LogLevelClass.Warning : LogLevelClass.Quiet;

    public void Add(LogLine line)
    {
        Count++;
        _errors += ClassOf(line.Severity) == LogLevelClass.Error ? 1 : 0;
        _warnings += ClassOf(line.Severity) == LogLevelClass.Warning ? 1 : 0;
        _first = Math.Min(_first, line.UnixNanoseconds);
        _last = Math.Max(_last, line.UnixNanoseconds);
        _isCut |= line.IsCut;
        _services[line.Service] = _services.GetValueOrDefault(line.Service) + 1;
    }

    /// <summary>Words in which the other differs become wildcards.</summary>
    public void Widen(string[] other)
    {
        for (var i = 0; i < _tokens.Length; i++)
        {
            if (_tokens[i] != other[i])
            {
                _tokens[i] = LogPattern.Wildcard;
            }
        }
    }

    public LogPattern ToPattern() => new(
        string.Join(' ', _tokens), Search(), Count, _errors, _warnings, _first, _last,
        [.. _services.OrderByDescending(item => item.Value).ThenBy(item => item.Key, StringComparer.Ordinal).Take(MostServices).Select(item => item.Key)],
        newest.Body);

    private CompareExpression Search()
    {
        var expression = new StringBuilder("(?s)^\\s*");
        var isWhole = !_isCut;
        for (var i = 0; i < _tokens.Length; i++)
        {
            var piece = (i == 0 ? "" : "\\s+") + string.Join("\\S+", _tokens[i].Split(LogPattern.Wildcard).Select(Escape));
            if (expression.Length + piece.Length > LongestExpression)
            {
                isWhole = false;
                expression.Append(i == 0 ? Escape(Beginning(_tokens[i])) : "");
                break;
            }
            expression.Append(piece);
        }
        expression.Append(isWhole ? "\\s*$" : "");
        return new CompareExpression(new SearchField("body"), SearchOperator.Matches, SearchValue.OfQuoted(expression.ToString()));
    }

    /// <summary>Of a word that is longer than an expression: what stands before a value in it, as far as it fits.</summary>
    private static string Beginning(string token)
    {
        var literal = token.Split(LogPattern.Wildcard)[0];
        var length = Math.Min(literal.Length, LongestExpression / 8);
        return literal[..(length > 0 && char.IsHighSurrogate(literal[length - 1]) ? length - 1 : length)];
    }

    /// <summary>RE2 takes every ASCII sign behind a backslash, and characters beyond ASCII as they are.</summary>
    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\x{{{(int)character:x}}}");
                continue;
            }
            escaped.Append(char.IsAscii(character) && !char.IsAsciiLetterOrDigit(character) && character != '_' ? "\\" : "").Append(character);
        }
        return escaped.ToString();
    }
}

internal enum LogLevelClass
{
    Quiet,
    Warning,
    Error,
}

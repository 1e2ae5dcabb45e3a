using System.Buffers;

namespace Observe.Server.Api;

/// <summary>
/// Lines of CSV (RFC 4180) that a spreadsheet shows and does not run: a cell that would be taken for a formula begins with an apostrophe.
/// </summary>
public static class Csv
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n;'");

    public static string Line(params IEnumerable<string> cells) => string.Join(',', cells.Select(Cell));

    public static string Cell(string text)
    {
        // Also behind blanks and control characters, which some programs skip; and the wide forms, which some take for the narrow ones.
        var first = text.FirstOrDefault(letter => !char.IsWhiteSpace(letter) && !char.IsControl(letter));
        var safe = first is '=' or '+' or '-' or '@' or '|' or '＝' or '＋' or '－' or '＠' || text is ['\t' or '\r' or '\n', ..] ? "'" + text : text;
        return safe.AsSpan().ContainsAny(Quoted) || safe != safe.Trim() ? $"\"{safe.Replace("\"", "\"\"", StringComparison.Ordinal)}\"" : safe;
    }
}

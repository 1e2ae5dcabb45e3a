using System.Globalization;

namespace Observe.Storage.Search;

/// <summary>
/// Finds the common mistakes in a regular expression before the store does, so that the error can say what to change.
/// What it lets pass may still be refused by RE2; what RE2 takes it never refuses.
/// </summary>
internal static class Re2Syntax
{
    private const int MaxRepeat = 1000;

    /// <summary>The message of an error, or null.</summary>
    public static string? Check(string pattern)
    {
        var depth = 0;
        var canRepeat = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var start = i;
            string? error = null;
            switch (pattern[i])
            {
                case '\\':
                    error = ReadEscape(pattern, ref i);
                    canRepeat = true;
                    break;
                case '[':
                    error = ReadClass(pattern, ref i);
                    canRepeat = true;
                    break;
                case '(':
                    depth++;
                    error = CheckGroup(pattern.AsSpan(i));
                    // The rest of (?flags) or (?P<name> is letters that need no check; only the '?' would look like a repetition.
                    i += pattern.AsSpan(i + 1).StartsWith("?") ? 1 : 0;
                    canRepeat = false;
                    break;
                case ')':
                    error = --depth < 0 ? "it has a ')' without a '('" : null;
                    canRepeat = true;
                    break;
                case '|':
                    canRepeat = false;
                    break;
                case '*' or '+' or '?':
                    error = canRepeat ? null : $"nothing stands before the '{pattern[i]}' that it could repeat";
                    i += pattern.AsSpan(i + 1).StartsWith("?") ? 1 : 0;
                    break;
                case '{':
                    error = CheckRepeat(pattern.AsSpan(i));
                    // One that stands for itself can be repeated.
                    canRepeat = true;
                    break;
                default:
                    canRepeat = true;
                    break;
            }
            if (error is not null)
            {
                return Message(error, start);
            }
        }
        return depth > 0 ? Message("a '(' is not closed", pattern.Length) : null;
    }

    private static string? ReadEscape(string pattern, ref int index)
    {
        index++;
        if (index == pattern.Length)
        {
            return "it ends with a single backslash";
        }
        if (pattern[index] is >= '1' and <= '9' && !(index + 1 < pattern.Length && pattern[index + 1] is >= '0' and <= '7'))
        {
            return "back references are not supported by RE2";
        }
        if (pattern[index] == 'Q')
        {
            var end = pattern.IndexOf(@"\E", index, StringComparison.Ordinal);
            index = end < 0 ? pattern.Length : end + 1;
        }
        return null;
    }

    private static string? ReadClass(string pattern, ref int index)
    {
        // A ']' at the beginning of a class stands for itself.
        var i = index + 1;
        i += i < pattern.Length && pattern[i] == '^' ? 1 : 0;
        i += i < pattern.Length && pattern[i] == ']' ? 1 : 0;
        while (i < pattern.Length && pattern[i] != ']')
        {
            if (pattern[i] == '[' && pattern.AsSpan(i + 1).StartsWith(":"))
            {
                var end = pattern.IndexOf(":]", i + 2, StringComparison.Ordinal);
                i = end < 0 ? i : end + 1;
            }
            i += i < pattern.Length && pattern[i] == '\\' ? 2 : 1;
        }
        index = i;
        return i >= pattern.Length ? "a '[' is not closed" : null;
    }

    private static string? CheckGroup(ReadOnlySpan<char> group) =>
        group.StartsWith("(?=") || group.StartsWith("(?!") || group.StartsWith("(?<=") || group.StartsWith("(?<!")
            ? "looking ahead or behind is not supported by RE2"
            : group.StartsWith("(?>") ? "atomic groups are not supported by RE2" : null;

    /// <summary>A brace that is no repetition stands for itself.</summary>
    private static string? CheckRepeat(ReadOnlySpan<char> rest)
    {
        var close = rest.IndexOf('}');
        if (close < 2)
        {
            return null;
        }
        var comma = rest[..close].IndexOf(',');
        var first = comma < 0 ? rest[1..close] : rest[1..comma];
        var last = comma < 0 || comma + 1 == close ? first : rest[(comma + 1)..close];
        return IsCount(first, out var low) && IsCount(last, out var high)
            ? low > MaxRepeat || high > MaxRepeat ? "it repeats something more than 1000 times"
                : low > high ? "a repetition has its larger number first"
                : null
            : null;
    }

    private static bool IsCount(ReadOnlySpan<char> text, out int count) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out count);

    private static string Message(string reason, int position) => string.Create(
        CultureInfo.InvariantCulture, $"Expected a regular expression (RE2): {reason}, at its character {position + 1}.");
}

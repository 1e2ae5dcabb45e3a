using System.Buffers;

namespace Observe.Redaction;

/// <summary>A number of bytes of one class.</summary>
internal sealed record ByteRun(SearchValues<byte> Class, int Min, int Max)
{
    /// <summary>How many bytes of the class stand at the place, at most <see cref="Max"/>; -1 when fewer than <see cref="Min"/>.</summary>
    public int After(ReadOnlySpan<byte> text, int place)
    {
        var rest = text[place..];
        var end = (rest.Length > Max ? rest[..Max] : rest).IndexOfAnyExcept(Class);
        var count = end < 0 ? Math.Min(rest.Length, Max) : end;
        return count < Min ? -1 : count;
    }

    /// <summary>As <see cref="After"/>, towards the beginning.</summary>
    public int Before(ReadOnlySpan<byte> text, int place)
    {
        var rest = place > Max ? text[(place - Max)..place] : text[..place];
        var count = rest.Length - 1 - rest.LastIndexOfAnyExcept(Class);
        return count < Min ? -1 : count;
    }

    /// <summary>
    /// Reads runs as they are written in regular expressions: <c>[A-Za-z0-9_]{20,64}\.[a-f0-9]{8}</c>. Only classes with a count, and
    /// single characters; each run takes all it can and gives nothing back.
    /// </summary>
    public static ByteRun[] Parse(string pattern)
    {
        var runs = new List<ByteRun>();
        for (var i = 0; i < pattern.Length;)
        {
            if (pattern[i] != '[')
            {
                i += pattern[i] == '\\' ? 1 : 0;
                runs.Add(new ByteRun(SearchValues.Create([(byte)pattern[i++]]), 1, 1));
                continue;
            }
            var close = pattern.IndexOf(']', i);
            var end = pattern.IndexOf('}', close);
            var counts = pattern[(close + 2)..end].Split(',');
            var min = int.Parse(counts[0], System.Globalization.CultureInfo.InvariantCulture);
            var max = counts.Length == 1 ? min
                : counts[1].Length == 0 ? int.MaxValue
                : int.Parse(counts[1], System.Globalization.CultureInfo.InvariantCulture);
            runs.Add(new ByteRun(SearchValues.Create(Members(pattern[(i + 1)..close])), min, max));
            i = end + 1;
        }
        return [.. runs];
    }

    private static byte[] Members(string written)
    {
        var members = new List<byte>();
        for (var i = 0; i < written.Length; i++)
        {
            var isRange = i + 2 < written.Length && written[i + 1] == '-';
            for (var member = written[i]; member <= (isRange ? written[i + 2] : written[i]); member++)
            {
                members.Add((byte)member);
            }
            i += isRange ? 2 : 0;
        }
        return [.. members];
    }
}

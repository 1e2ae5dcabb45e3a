using System.Globalization;

namespace Observe.Storage.Config;

/// <summary>Durations as people write them: <c>250ms</c>, <c>30s</c>, <c>5m</c>, <c>1h30m</c>, <c>7d</c>, <c>0s</c>.</summary>
public static class DurationText
{
    private static readonly (string Unit, long Ticks)[] Units =
    [
        ("d", TimeSpan.TicksPerDay), ("h", TimeSpan.TicksPerHour), ("m", TimeSpan.TicksPerMinute),
        ("s", TimeSpan.TicksPerSecond), ("ms", TimeSpan.TicksPerMillisecond),
    ];

    /// <summary>Whole numbers with units, the larger unit first, each at most once.</summary>
    public static bool TryParse(string? text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan().Trim();
        if (rest.IsEmpty)
        {
            return false;
        }
        long ticks = 0;
        var nextUnit = 0;
        while (!rest.IsEmpty)
        {
            var digits = rest.IndexOfAnyExceptInRange('0', '9');
            if (digits is < 1 or > 9)
            {
                return false;
            }
            var number = long.Parse(rest[..digits], NumberStyles.None, CultureInfo.InvariantCulture);
            rest = rest[digits..];
            var letters = rest.IndexOfAnyExceptInRange('a', 'z');
            var unit = letters < 0 ? rest : rest[..letters];
            var index = IndexOf(unit, nextUnit);
            if (index < 0 || number > (TimeSpan.MaxValue.Ticks - ticks) / Units[index].Ticks)
            {
                return false;
            }
            ticks += number * Units[index].Ticks;
            nextUnit = index + 1;
            rest = rest[unit.Length..];
        }
        duration = TimeSpan.FromTicks(ticks);
        return true;
    }

    /// <summary>The shortest text that <see cref="TryParse"/> reads back; parts below a millisecond are cut.</summary>
    public static string Format(TimeSpan duration)
    {
        var rest = duration.Ticks;
        var text = "";
        foreach (var (unit, ticks) in Units)
        {
            var count = Math.DivRem(rest, ticks, out rest);
            if (count != 0)
            {
                text += count.ToString(CultureInfo.InvariantCulture) + unit;
            }
        }
        return text.Length == 0 ? "0s" : text;
    }

    private static int IndexOf(ReadOnlySpan<char> unit, int from)
    {
        for (var i = from; i < Units.Length; i++)
        {
            if (unit.SequenceEqual(Units[i].Unit))
            {
                return i;
            }
        }
        return -1;
    }
}

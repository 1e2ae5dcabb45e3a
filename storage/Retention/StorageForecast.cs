namespace Observe.Storage.Retention;

/// <summary>Where the store is heading, if the coming days are like the last ones.</summary>
/// <param name="BytesPerDay">What a day takes, on average of the last whole days.</param>
/// <param name="DaysUntilFull">
/// When the limit would be passed, and older days dropped than the retention asks for; null when that is not to be expected, because
/// the retention drops as much as comes in.
/// </param>
public sealed record StorageForecast(long BytesPerDay, int? DaysUntilFull)
{
    /// <summary>Whole days that the average is taken of.</summary>
    private const int LastDays = 7;

    private const int MostDays = RetentionOptions.MostDays;

    public static StorageForecast Of(StorageUsage usage, long capacity, DateOnly today)
    {
        var rates = usage.Tables.Select(table => BytesPerDayOf(table, usage, today)).ToArray();
        var perDay = rates.Sum();
        for (var ahead = 0; ahead <= MostDays; ahead++)
        {
            var expected = usage.Tables.Select((table, i) => Expected(table, rates[i], today, ahead)).Sum();
            if (expected > capacity)
            {
                return new StorageForecast(perDay, ahead);
            }
            if (perDay == 0)
            {
                break;
            }
        }
        return new StorageForecast(perDay, null);
    }

    /// <summary>Days without rows count, too, from the first day of the store on: somebody may send on weekdays only.</summary>
    private static long BytesPerDayOf(TableUsage table, StorageUsage usage, DateOnly today)
    {
        var first = usage.Tables.SelectMany(other => other.Days.Take(1)).Select(day => day.Day).DefaultIfEmpty(today).Min();
        var days = Math.Min(LastDays, today.DayNumber - first.DayNumber);
        return days <= 0 ? 0 : Recent(table, today, days) / days;
    }

    private static long Recent(TableUsage table, DateOnly today, int days) =>
        table.Days.Where(day => day.Day < today && day.Day >= today.AddDays(-days)).Sum(day => day.Bytes);

    /// <summary>Bytes of a table so many days from now: what is there and not yet too old, and what will have come.</summary>
    private static long Expected(TableUsage table, long perDay, DateOnly today, int ahead)
    {
        if (table.Days.Count == 0 || table.RetentionDays is not { } kept)
        {
            return table.Bytes;
        }
        var oldest = today.AddDays(ahead - kept);
        return table.Days.Where(day => day.Day >= oldest).Sum(day => day.Bytes) + (perDay * Math.Min(ahead, kept));
    }
}

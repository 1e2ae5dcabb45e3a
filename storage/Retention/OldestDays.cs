namespace Observe.Storage.Retention;

/// <summary>Which days have to go so that the rest fits.</summary>
internal static class OldestDays
{
    /// <summary>Oldest first, over all tables that are kept by days; never today, and nothing that is yet to come.</summary>
    /// <param name="room">Bytes that the store may take.</param>
    public static IReadOnlyList<DateOnly> Beyond(StorageUsage usage, long room, DateOnly today)
    {
        var days = usage.Tables.Where(table => RetainedTable.All.Any(retained => retained.IsTelemetry && retained.Name == table.Name))
            .SelectMany(table => table.Days)
            .Where(day => day.Day < today)
            .GroupBy(day => day.Day, day => day.Bytes)
            .OrderBy(day => day.Key);
        var bytes = usage.Bytes;
        var beyond = new List<DateOnly>();
        foreach (var day in days)
        {
            if (bytes <= room)
            {
                break;
            }
            bytes -= day.Sum();
            beyond.Add(day.Key);
        }
        return beyond;
    }
}

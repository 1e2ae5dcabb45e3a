namespace Observe.Storage.Retention;

/// <summary>What the store holds and how much room there is, as the engine says it.</summary>
/// <param name="Tables">All tables of the database, by name.</param>
/// <param name="FreeBytes">Of the disk that the tables are on.</param>
public sealed record StorageUsage(IReadOnlyList<TableUsage> Tables, long FreeBytes, long DiskBytes)
{
    public long Bytes => Tables.Sum(table => table.Bytes);
}

/// <param name="Days">Its day partitions, oldest first; none when it is not kept by days.</param>
/// <param name="RetentionDays">As the engine states it; null when rows are kept forever.</param>
public sealed record TableUsage(string Name, long Rows, long Bytes, IReadOnlyList<DayUsage> Days, int? RetentionDays);

/// <param name="Bytes">On disk, compressed, indexes included.</param>
public sealed record DayUsage(DateOnly Day, long Rows, long Bytes);

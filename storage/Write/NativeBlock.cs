namespace Observe.Storage.Write;

/// <summary>
/// Rows of one table and one UTC day in ClickHouse's Native format, complete but for the last column,
/// <c>batch_id</c>, which the writer adds when the batch is cut. The bytes are what the journal keeps.
/// </summary>
/// <param name="Table">Name of the table, one of <see cref="TelemetryTable"/>.</param>
/// <param name="Day">The partition.</param>
/// <param name="Rows">Number of rows, at least 1.</param>
/// <param name="Bytes">Block header (with the column count that includes batch_id) and all columns but batch_id.</param>
public sealed record NativeBlock(TelemetryTable Table, DateOnly Day, int Rows, ReadOnlyMemory<byte> Bytes);

/// <summary>The tables that the collector writes, with the numbers that stand for them in the journal.</summary>
public enum TelemetryTable : byte
{
    Spans = 1,
    Logs = 2,
    Resources = 3,
    Invocations = 4,
}

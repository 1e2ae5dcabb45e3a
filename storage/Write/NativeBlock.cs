namespace Observe.Storage.Write;

/// <summary>
/// Rows of one table and one UTC day, column by column, as the journal keeps them and as the writer joins them into one
/// INSERT.
/// </summary>
/// <param name="Day">The partition.</param>
/// <param name="Rows">At least 1.</param>
/// <param name="Bytes">What <see cref="TableBlock.Seal"/> wrote.</param>
public sealed record NativeBlock(TelemetryTable Table, DateOnly Day, int Rows, ReadOnlyMemory<byte> Bytes);

/// <summary>The tables that the collector writes, with the numbers that stand for them in the journal.</summary>
public enum TelemetryTable : byte
{
    Spans = 1,
    Logs = 2,
    Resources = 3,
    Invocations = 4,
    Metrics = 5,
}

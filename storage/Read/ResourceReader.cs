using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>Reads the attributes of resources by their fingerprints.</summary>
internal sealed class ResourceReader(ClickHouseDatabase database)
{
    public async Task<IReadOnlyDictionary<ulong, IReadOnlyList<TelemetryAttribute>>> GetAsync(
        IEnumerable<ulong> fingerprints, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var list = parameters.Add("Array(UInt64)", fingerprints.Distinct().ToArray());
        var rows = await database.QueryAsync(
            $"SELECT fingerprint, {RowReading.AttributeColumns} FROM resources WHERE fingerprint IN {list} LIMIT 1 BY fingerprint",
            parameters, row => ((ulong)row.GetValue(0), row.Attributes(1)), cancellationToken);
        return rows.ToDictionary(row => row.Item1, row => row.Item2);
    }
}

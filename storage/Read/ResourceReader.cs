using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>Reads the attributes of resources by their fingerprints.</summary>
internal sealed class ResourceReader(ClickHouseDatabase database)
{
    public async Task<IReadOnlyDictionary<ulong, ResourceRecord>> GetAsync(
        IEnumerable<ulong> fingerprints, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var list = parameters.Add("Array(UInt64)", fingerprints.Distinct().ToArray());
        var rows = await database.QueryAsync(
            $"SELECT fingerprint, schema_url, {RowReading.AttributeColumns} FROM resources WHERE fingerprint IN {list} LIMIT 1 BY fingerprint",
            parameters, row => (Fingerprint: (ulong)row.GetValue(0), Record: new ResourceRecord(row.GetString(1), row.Attributes(2))), cancellationToken);
        return rows.ToDictionary(row => row.Fingerprint, row => row.Record);
    }
}

/// <summary>What emitted records.</summary>
internal sealed record ResourceRecord(string SchemaUrl, IReadOnlyList<TelemetryAttribute> Attributes);

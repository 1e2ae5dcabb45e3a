using Observe.Functions.Kinds;
using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>Tells what services run in, from the resources of a range.</summary>
internal sealed class ServiceHosts(ClickHouseDatabase database)
{
    private static readonly string Keys = string.Join(", ", HostNodeReader.ResourceKeys.Select(key => $"'{key}'"));

    /// <summary>What the resource of each service says; of several that with the greatest fingerprint, so that it stays the same.</summary>
    public async Task<IReadOnlyDictionary<string, IReadOnlyList<TelemetryAttribute>>> GetAsync(TimeRange range, int limit, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var from = parameters.Add("Int64", range.FromUnixNanoseconds);
        var to = parameters.Add("Int64", range.ToUnixNanoseconds);
        var rows = await database.QueryAsync(
            "SELECT service, argMax(mapKeys(attributes), number), argMax(mapValues(attributes), number) FROM ("
            + $"SELECT attr_string['service.name'] AS service, fingerprint AS number, mapFilter((k, v) -> k IN ({Keys}), attr_string) AS attributes FROM resources "
            + $"WHERE day >= toDate(fromUnixTimestamp64Nano({from}, 'UTC'), 'UTC') AND day <= toDate(fromUnixTimestamp64Nano({to}, 'UTC'), 'UTC')) "
            + $"WHERE service != '' GROUP BY service ORDER BY service LIMIT {parameters.Add("UInt64", (ulong)limit)}",
            parameters,
            row => (Service: row.GetString(0), Attributes: Attributes(row.Items<string>(1), row.Items<string>(2))),
            cancellationToken);
        return rows.ToDictionary(row => row.Service, row => row.Attributes);
    }

    private static IReadOnlyList<TelemetryAttribute> Attributes(string[] keys, string[] values) =>
        [.. keys.Zip(values, (key, value) => new TelemetryAttribute(key, AttributeValue.Of(value)))];
}

using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>Reads the newest lines of a search, their beginnings only, and groups them here.</summary>
internal sealed class LogPatternReader(ClickHouseDatabase database) : ILogPatternReader
{
    /// <summary>Of a body so many characters are looked at: what comes after them hardly tells two messages apart.</summary>
    private const int LongestBody = 500;

    private const int FirstStep = 32;

    public async Task<LogPatternsResult> FindAsync(LogPatternsQuery query, CancellationToken cancellationToken)
    {
        var clusters = new LogClusters();
        var scanned = await NewestFirst.InSteps(query.Range, database.Limits, FirstStep).RunAsync(
            async (part, token) =>
            {
                foreach (var line in await LinesAsync(query.Search, part, query.Lines - (int)clusters.Lines, token))
                {
                    clusters.Add(line);
                }
                return clusters.Lines >= query.Lines;
            },
            cancellationToken);
        var (patterns, others) = clusters.Result();
        return new LogPatternsResult(patterns, clusters.Lines, others, scanned);
    }

    private Task<IReadOnlyList<LogLine>> LinesAsync(SearchExpression? search, TimeRange part, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var longest = parameters.Add("UInt64", (ulong)LongestBody);
        return database.QueryAsync(
            $"SELECT toUnixTimestamp64Nano(time), severity_number, service, substringUTF8(body, 1, {longest}), lengthUTF8(body) > {longest} "
            + $"FROM logs WHERE {LogReader.Where(part, search, parameters)} ORDER BY time DESC LIMIT {parameters.Add("UInt64", (ulong)most)}",
            parameters,
            row => new LogLine(row.Number(0), (byte)row.Number(1), row.GetString(2), row.GetString(3), row.Number(4) != 0),
            cancellationToken);
    }
}

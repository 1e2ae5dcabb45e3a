using Observe.Functions.Invocations;
using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>Reads the ledger out of stored pieces.</summary>
internal sealed class LostTelemetryReader(ClickHouseDatabase database, TimeProvider time) : ILostTelemetryReader
{
    private const long Hour = 3_600 * UnixTime.NanosecondsPerSecond;

    private static readonly (string Name, string Aggregate)[] Told =
    [
        ("is_reported", $"max(t.source IN ({MergedInvocations.Number(PieceSource.Start)}, {MergedInvocations.Number(PieceSource.Platform)}))"),
        ("has_span", $"max(t.source = {MergedInvocations.Number(PieceSource.Span)})"),
    ];

    public async Task<LostTelemetryResult> GetAsync(LostTelemetryQuery query, CancellationToken cancellationToken)
    {
        var hours = new SortedDictionary<long, LostTelemetryHour>();
        var scanned = await NewestFirst.AtOnce(query.Range, database.Limits, Hour, query.Range.FromUnixNanoseconds / Hour * Hour).RunAsync(
            async (part, token) =>
            {
                foreach (var hour in await InvocationsAsync(query.Function, part, token))
                {
                    hours[hour.StartUnixNanoseconds] = hour;
                }
                foreach (var (start, dropped) in await DroppedAsync(query.Function, part, token))
                {
                    hours[start] = (hours.GetValueOrDefault(start) ?? new LostTelemetryHour(start, 0, 0, 0, 0, 0)) with { DroppedRecords = dropped };
                }
                return false;
            },
            cancellationToken);
        return new LostTelemetryResult([.. hours.Values], scanned);
    }

    private async Task<IReadOnlyList<LostTelemetryHour>> InvocationsAsync(FunctionId function, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.StartedInAsync(database, part, parameters, function.Value, cancellationToken);
        var merged = MergedInvocations.Sql(scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters, Told);
        return await database.QueryAsync(
            $"SELECT intDiv(start_ns, {Hour}) * {Hour} AS hour, countIf(is_reported), countIf(is_reported AND has_span), "
            + "sumIf(weight, is_reported AND has_span), countIf(has_span AND NOT is_reported) "
            + $"FROM ({merged}) WHERE {MergedInvocations.Started(part, parameters)} AND NOT ({MergedInvocations.IsOpen}) GROUP BY hour",
            parameters,
            row => new LostTelemetryHour(row.Number(0), row.Number(1), row.Number(2), row.Fraction(3), row.Number(4), 0),
            cancellationToken);
    }

    private Task<IReadOnlyList<(long Start, long Dropped)>> DroppedAsync(FunctionId function, TimeRange part, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        // The same record sent twice by a client is one record.
        return database.QueryAsync(
            $"SELECT intDiv(toUnixTimestamp64Nano(start_time), {Hour}) * {Hour} AS hour, sum(dropped_records) FROM ("
            + $"SELECT DISTINCT start_time, instance, dropped_records FROM invocations WHERE {SearchClause.Time("start_time", part, parameters)} "
            + $"AND function_id = {parameters.Add("UInt64", function.Value)} AND source = {MergedInvocations.Number(PieceSource.Dropped)}) GROUP BY hour",
            parameters, row => (row.Number(0), row.Number(1)), cancellationToken);
    }
}

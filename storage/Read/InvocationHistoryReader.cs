using Observe.Functions.Invocations;
using Observe.Functions.Simulation;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Reads the past of a function out of stored pieces, newest first.</summary>
internal sealed class InvocationHistoryReader(
    ClickHouseDatabase database, IFunctionDetailReader functions, RolledInvocations rolled, TimeProvider time) : IInvocationHistoryReader
{
    /// <summary>A step is read as a whole: a small one comes first.</summary>
    private const int FirstStep = 16;

    /// <summary>No provider keeps an idle environment much longer: what came before it no longer matters to a simulated platform. Nanoseconds.</summary>
    private const long LeadIn = 3_600 * UnixTime.NanosecondsPerSecond;

    /// <summary>Of a past that is shorter than it should be, this part leads in: one in so many.</summary>
    private const int LeadInPart = 4;

    public async Task<InvocationHistory?> GetAsync(InvocationHistoryQuery query, CancellationToken cancellationToken)
    {
        if (await functions.FactsAsync(query.Function, cancellationToken) is not { } facts)
        {
            return null;
        }
        var range = query.Range with
        {
            ToUnixNanoseconds = Math.Min(query.Range.ToUnixNanoseconds, UnixTime.Nanoseconds(time.GetUtcNow())),
        };
        var first = await FirstStartAsync(query.Function, cancellationToken);
        var all = range with { FromUnixNanoseconds = Math.Max(first, range.FromUnixNanoseconds - LeadIn) };
        var found = new List<PastInvocation>();
        var isSampled = false;
        var scanned = await NewestFirst.InSteps(all, database.Limits, FirstStep).RunAsync(
            async (part, token) =>
            {
                foreach (var (invocation, weight) in await ReadAsync(query.Function, part, query.Limit - found.Count, token))
                {
                    found.Add(invocation);
                    isSampled |= weight > 1;
                }
                return found.Count >= query.Limit;
            },
            cancellationToken);
        var isFull = found.Count >= query.Limit;
        var known = isFull ? found[^1].StartUnixNanoseconds : scanned.Range.FromUnixNanoseconds;
        var window = new SimulationWindow(From(range, known), range.ToUnixNanoseconds);
        return new InvocationHistory
        {
            Function = facts.Identity,
            Platform = facts.Platform,
            Architecture = facts.Architecture,
            MemoryBytes = facts.MemoryBytes,
            Window = window,
            Invocations = found,
            Started = isFull || !scanned.Complete
                ? await CountAsync(query.Function, range, cancellationToken)
                : found.LongCount(invocation => invocation.StartUnixNanoseconds >= range.FromUnixNanoseconds),
            IsSampled = isSampled,
        };
    }

    /// <summary>Where counting begins: after enough of what is known to fill a platform.</summary>
    private static long From(TimeRange range, long known) => Math.Max(
        range.FromUnixNanoseconds, known + Math.Min(LeadIn, Math.Max(0, range.ToUnixNanoseconds - known) / LeadInPart));

    /// <summary>The oldest start that is stored of it, unix nanoseconds.</summary>
    private async Task<long> FirstStartAsync(FunctionId function, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await database.QueryAsync(
            "SELECT toUnixTimestamp64Nano(start_time) FROM invocations "
            + $"WHERE function_id = {parameters.Add("UInt64", function.Value)} ORDER BY function_id, start_time LIMIT 1",
            parameters, row => row.Number(0), cancellationToken);
        return rows.Count == 0 ? 0 : rows[0];
    }

    private async Task<IReadOnlyList<(PastInvocation Invocation, double Weight)>> ReadAsync(
        FunctionId function, TimeRange part, int most, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.StartedInAsync(database, part, parameters, function.Value, cancellationToken);
        var versions = new Dictionary<string, string>();
        var merged = MergedInvocations.Sql(scope, UnixTime.Nanoseconds(time.GetUtcNow()), parameters);
        return await database.QueryAsync(
            "SELECT start_ns, until_ns, init_ns, init_class, outcome, weight, version "
            + $"FROM ({merged}) WHERE {MergedInvocations.Started(part, parameters)} "
            + $"ORDER BY start_ns DESC LIMIT {parameters.Add("UInt64", (ulong)most)}",
            parameters,
            row => (
                new PastInvocation(
                    row.Number(0), row.Number(1), row.Number(2), (InitClass)row.Number(3), (InvocationOutcome)row.Number(4),
                    Once(row.GetString(6))),
                row.Fraction(5)),
            cancellationToken);

        // A hundred thousand invocations have a few versions: one text of each.
        string Once(string version) => versions.TryGetValue(version, out var known) ? known : versions[version] = version;
    }

    private async Task<long> CountAsync(FunctionId function, TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await database.QueryAsync(
            $"SELECT sum(invocations) FROM ({await rolled.StartedAsync(range, HistogramGrid.Of(range, 1), parameters, function.Value, cancellationToken, named: false)})",
            parameters, row => row.Number(0), cancellationToken);
        return rows[0];
    }
}

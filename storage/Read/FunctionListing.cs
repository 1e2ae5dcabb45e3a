using System.Data.Common;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>The statement behind the list of functions, and what is made of its rows as they come in.</summary>
/// <param name="most">Functions, those with the most invocations.</param>
internal sealed class FunctionListing(HistogramGrid grid, int most)
{
    /// <summary>A bit is set for each of bucket and architecture that a row is not grouped by.</summary>
    private const long InAll = 3;

    private const long ByPrice = 2;

    private static readonly FunctionIdentity NotNamedYet = new("", "", "", "", "");

    private readonly OrderedDictionary<ulong, Entry> _functions = [];

    /// <summary>
    /// One row for each function, the one with the most invocations first, then one for each part of its usage that differs in price, and one for each bucket. One
    /// statement, because planning one takes longer than reading; it groups by all of that first, so that the stored states are merged once.
    /// </summary>
    /// <param name="started">A subquery of <see cref="RolledInvocations.StartedAsync"/>; it needs no names.</param>
    public static string Sql(string started) =>
        "SELECT function_id, grouping(bucket, architecture) AS grouped, toInt64(bucket), architecture, memory_bytes, sum(part_started) AS total, sum(part_failed), sum(part_cold), "
        + "sum(part_timeouts), sum(part_lost), sum(part_died), sum(part_throttled), sum(part_waited), sum(part_weight), sum(part_billed), sum(part_billed_init), "
        + $"argMax(part_version, part_newest), {DurationQuantiles.Of("part_durations")} FROM ("
        + "SELECT function_id, bucket, architecture, memory_bytes, sum(invocations) AS part_started, "
        + $"sumIf(invocations, outcome IN ({MergedInvocations.Failed})) AS part_failed, "
        + $"sumIf(invocations, init_class IN ({MergedInvocations.SeenCold})) AS part_cold, "
        + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Timeout)}) AS part_timeouts, "
        + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Lost)}) AS part_lost, "
        + $"sumIf(invocations, outcome IN ({MergedInvocations.Died})) AS part_died, "
        + $"sumIf(invocations, outcome = {MergedInvocations.Number(InvocationOutcome.Throttled)}) AS part_throttled, "
        + $"sumIf(init_ns, init_class IN ({MergedInvocations.SeenCold})) AS part_waited, "
        + "sum(weight) AS part_weight, sum(billed_ns) AS part_billed, sum(billed_init_ns) AS part_billed_init, "
        + $"argMax(version, newest_ns) AS part_version, max(newest_ns) AS part_newest, {DurationQuantiles.Merged("durations")} AS part_durations "
        + $"FROM ({started}) GROUP BY function_id, bucket, architecture, memory_bytes) "
        + "GROUP BY GROUPING SETS ((function_id), (function_id, bucket), (function_id, architecture, memory_bytes)) ORDER BY grouped DESC, total DESC, function_id";

    /// <summary>The functions that the rows were of, in their order.</summary>
    public IReadOnlyCollection<ulong> Functions => _functions.Keys;

    /// <returns>False when the row is of a function beyond the number of those that were asked for.</returns>
    public bool Add(DbDataReader row)
    {
        var function = (ulong)row.GetValue(0);
        var grouped = row.Number(1);
        if (grouped == InAll)
        {
            return _functions.Count < most && _functions.TryAdd(function, new Entry(Totals(row), grid));
        }
        if (!_functions.TryGetValue(function, out var entry))
        {
            return false;
        }
        if (grouped == ByPrice)
        {
            entry.Usage.Add(Used(row));
        }
        else
        {
            var index = (int)row.Number(2);
            entry.Series[index] = new FunctionBucket(grid.StartOf(index), row.Number(5), row.Number(6), row.Number(7), row.Number(8), Nanoseconds(row.Items<double>(17)[1]));
        }
        return true;
    }

    /// <summary>The functions in the order of their invocations; one without names is left out.</summary>
    public IEnumerable<(ulong Id, FunctionSummary Summary)> Summaries(IReadOnlyDictionary<ulong, FunctionNames.Names> names, CostCalculator costs)
    {
        foreach (var (id, entry) in _functions)
        {
            if (names.TryGetValue(id, out var its))
            {
                var used = entry.Usage.Select(usage => usage with { Provider = its.Identity.Provider, Plan = its.Platform, Region = its.Identity.Region });
                var cost = used.Select(usage => costs.Marginal(usage)).Aggregate(UsageCost.Add);
                yield return (id, entry.Totals with { Identity = its.Identity, Cost = cost, Series = entry.Series });
            }
        }
    }

    private static FunctionSummary Totals(DbDataReader row)
    {
        var durations = row.Items<double>(17);
        return new FunctionSummary
        {
            Identity = NotNamedYet,
            Version = row.GetString(16),
            Invocations = row.Number(5),
            Errors = row.Number(6),
            ColdStarts = row.Number(7),
            Timeouts = row.Number(8),
            Lost = row.Number(9),
            Deaths = row.Number(10),
            Throttles = row.Number(11),
            InitWaited = (long)row.Fraction(12),
            P50 = Nanoseconds(durations[0]),
            P95 = Nanoseconds(durations[1]),
            P99 = Nanoseconds(durations[2]),
        };
    }

    private static BilledUsage Used(DbDataReader row) => new()
    {
        Provider = "",
        Architecture = row.GetString(3),
        MemoryBytes = row.Number(4),
        Invocations = (decimal)row.Fraction(13),
        BilledNanoseconds = (decimal)row.Fraction(14),
        BilledInitNanoseconds = (decimal)row.Fraction(15),
    };

    /// <summary>Not a number when nothing has ended yet.</summary>
    private static long Nanoseconds(double value) => double.IsFinite(value) ? (long)value : 0;

    private sealed class Entry(FunctionSummary totals, HistogramGrid grid)
    {
        public FunctionSummary Totals { get; } = totals;

        public FunctionBucket[] Series { get; } = [.. Enumerable.Range(0, grid.Count).Select(i => new FunctionBucket(grid.StartOf(i), 0, 0, 0, 0, 0))];

        public List<BilledUsage> Usage { get; } = [];
    }
}

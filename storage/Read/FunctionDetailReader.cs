using System.Data.Common;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>Reads one function out of the rollups of invocations, and out of stored pieces where those cannot answer.</summary>
internal sealed class FunctionDetailReader(
    ClickHouseDatabase database, RolledInvocations rolled, CostCalculator costs, FirstInvocations firsts, TimeProvider time) : IFunctionDetailReader
{
    /// <summary>What the newest so many pieces say stays the same from one invocation to the next.</summary>
    private const int MostFacts = 20;

    /// <summary>Hours back that are looked through for them, one after another: a statement without a bound opens every stored day, and few functions need it.</summary>
    private static readonly int[] HoursOfFacts = [1, 24];

    /// <summary>A release brings one; more than these are not shown.</summary>
    private const int MostVersions = 50;
    private const int MostSizes = 20;

    private static readonly string Figures =
        "sum(invocations) AS total, sum(weight), "
        + CountsOf<InitClass>("init_class") + ", " + CountsOf<InvocationOutcome>("outcome") + ", "
        + $"{DurationQuantiles.Of("durations")}, "
        + $"sumIf(init_ns, init_class IN ({MergedInvocations.SeenCold})), "
        + DurationQuantiles.Of("inits", $"init_class IN ({MergedInvocations.SeenCold})");

    private const int FiguresColumns = 7;

    /// <summary>A bit is set for each of bucket, version, architecture and memory that a row is not grouped by.</summary>
    private const long InAll = 15;

    private const long ByBucket = 7;
    private const long ByVersion = 11;
    private const long ByMemory = 14;
    private const long ByPrice = 0;

    public async Task<FunctionFacts?> FactsAsync(FunctionId function, CancellationToken cancellationToken)
    {
        foreach (var hours in HoursOfFacts)
        {
            if (await NewestAsync(function, time.GetUtcNow().AddHours(-hours), cancellationToken) is { Count: MostFacts } newest)
            {
                return Merge(newest);
            }
        }
        return Merge(await NewestAsync(function, since: null, cancellationToken));
    }

    private async Task<IReadOnlyList<FunctionFacts>> NewestAsync(FunctionId function, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var bound = since is { } from ? $" AND start_time >= fromUnixTimestamp64Nano({parameters.Add("Int64", UnixTime.Nanoseconds(from))}, 'UTC')" : "";
        return await database.QueryAsync(
            "SELECT provider, account, region, environment, function, platform, architecture, version, trigger, memory_bytes, "
            + "if(deadline_ns > 0, deadline_ns - toUnixTimestamp64Nano(start_time), 0), toUnixTimestamp64Nano(start_time) "
            + $"FROM invocations WHERE function_id = {parameters.Add("UInt64", function.Value)} AND source < {MergedInvocations.Number(PieceSource.Initialisation)}{bound} "
            + $"ORDER BY function_id DESC, start_time DESC LIMIT {parameters.Add("UInt64", (ulong)MostFacts)}",
            parameters, ReadFacts, cancellationToken);
    }

    private static FunctionFacts? Merge(IReadOnlyList<FunctionFacts> newest) => newest.Count == 0 ? null : InWholeSeconds(newest.Aggregate(Complete));

    public async Task<FunctionDetail> GetAsync(FunctionDetailQuery query, CancellationToken cancellationToken)
    {
        var grid = HistogramGrid.Of(query.Range, query.Buckets);
        var (detail, scanned) = await NewestFirst.AtOnce(query.Range, database.Limits).ReadAsync(
            (part, token) => GetAsync(query.Function, part, grid, token), cancellationToken, rolled.FirstShare(query.Range));
        return (detail ?? new FunctionDetail { Total = FunctionFigures.None, Series = [], Versions = [], Scanned = scanned }) with { Scanned = scanned };
    }

    private async Task<FunctionDetail> GetAsync(
        FunctionId function, TimeRange part, HistogramGrid grid, CancellationToken cancellationToken)
    {
        var figures = FiguresAsync(function, part, grid, cancellationToken);
        var firstOfInstances = FirstsAsync(function, part, grid, cancellationToken);
        await Task.WhenAll(figures, firstOfInstances);
        var (total, periods, versions, sizes, costed) = await figures;
        var first = await firstOfInstances;
        var firstByBucket = first.ToLookup(item => item.Bucket, item => item.Count);
        var firstByVersion = first.ToLookup(item => item.Version, item => item.Count);
        var byBucket = Sums(costed, bill => bill.Bucket);
        var byVersion = Sums(costed, bill => bill.Version);
        return new FunctionDetail
        {
            Total = total.WithFirsts(first.Sum(item => item.Count)) with { Cost = costed.Count == 0 ? null : costed.Select(bill => bill.Cost).Aggregate(UsageCost.Add) },
            Series =
            [
                .. Enumerable.Range(0, grid.Count).Select(index => new FunctionPeriod(
                    grid.StartOf(index), grid.Width,
                    (periods.GetValueOrDefault(index) ?? FunctionFigures.None).WithFirsts(firstByBucket[index].Sum()) with { Cost = byBucket.GetValueOrDefault(index) })),
            ],
            Versions =
            [
                .. versions.Select(item => item with
                {
                    Figures = item.Figures.WithFirsts(firstByVersion[item.Version].Sum()) with { Cost = byVersion.GetValueOrDefault(item.Version) },
                }),
            ],
            Sizes = sizes,
            Scanned = new Scanned(part, true, default),
        };
    }

    /// <summary>
    /// In all, by bucket, and by version and by memory, the newest first; and the costs by all that has a price of its own. One statement, because planning one takes longer than
    /// reading a short range.
    /// </summary>
    private async Task<(
        FunctionFigures Total, Dictionary<int, FunctionFigures> ByBucket, IReadOnlyList<VersionFigures> Versions, IReadOnlyList<MemoryFigures> Sizes,
        IReadOnlyList<Bill> Bills)> FiguresAsync(
        FunctionId function, TimeRange part, HistogramGrid grid, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await database.QueryAsync(
            $"SELECT {Figures}, grouping(bucket, version, architecture, memory_bytes) AS grouped, bucket, version, max(newest_ns) AS newest, min(bucket) AS first, "
            + "any(provider), any(platform), any(region), architecture, memory_bytes, sum(weight), sum(billed_ns), sum(billed_init_ns) "
            + $"FROM ({await rolled.StartedAsync(part, grid, parameters, function.Value, cancellationToken)}) "
            + "GROUP BY GROUPING SETS ((), (bucket), (version), (memory_bytes), (bucket, version, architecture, memory_bytes)) ORDER BY grouped DESC, newest DESC",
            parameters,
            row => (
                Grouped: row.Number(FiguresColumns), Bucket: (int)row.Number(FiguresColumns + 1), Version: row.GetString(FiguresColumns + 2),
                First: (int)row.Number(FiguresColumns + 4), Figures: ReadFigures(row, 0), Usage: UsageReading.Usage(row, FiguresColumns + 5)),
            cancellationToken);
        var sets = rows.ToLookup(row => row.Grouped);
        var versions = sets[ByVersion].Take(MostVersions).ToList();
        var later = versions.Where(row => row.First > 0).Select(row => (row.Version, grid.StartOf(row.First))).ToList();
        var starts = await FirstStartsAsync(function, later, grid.Width, cancellationToken);
        return (
            sets[InAll].Select(row => row.Figures).SingleOrDefault(FunctionFigures.None),
            sets[ByBucket].ToDictionary(row => row.Bucket, row => row.Figures),
            [.. versions.Select(row => new VersionFigures(row.Version, starts.GetValueOrDefault(row.Version, grid.StartOf(row.First)), row.Figures))],
            [.. sets[ByMemory].Take(MostSizes).Select(row => new MemoryFigures(row.Usage.MemoryBytes, row.Figures))],
            [.. sets[ByPrice].Select(row => new Bill(row.Bucket, row.Version, costs.Marginal(row.Usage)))]);
    }

    /// <summary>When versions were invoked first that were not there from the start of the range. The rollups know it by slots only.</summary>
    /// <param name="versions">Each with the start of the bucket that it is in.</param>
    private async Task<Dictionary<string, long>> FirstStartsAsync(
        FunctionId function, List<(string Version, long From)> versions, long width, CancellationToken cancellationToken)
    {
        if (versions.Count == 0)
        {
            return [];
        }
        var parameters = new SqlParameters();
        var any = string.Join(" OR ", versions.Select(item =>
            $"(version = {parameters.Add("String", item.Version)} AND start_time >= fromUnixTimestamp64Nano({parameters.Add("Int64", item.From)}, 'UTC') "
            + $"AND start_time < fromUnixTimestamp64Nano({parameters.Add("Int64", item.From + width)}, 'UTC'))"));
        var rows = await database.QueryAsync(
            "SELECT version, toUnixTimestamp64Nano(min(start_time)) FROM invocations "
            + $"WHERE function_id = {parameters.Add("UInt64", function.Value)} AND source < {MergedInvocations.Number(PieceSource.Initialisation)} AND ({any}) GROUP BY version",
            parameters, row => (Version: row.GetString(0), Start: row.Number(1)), cancellationToken);
        return rows.ToDictionary(row => row.Version, row => row.Start);
    }

    /// <summary>The rollups do not know them: whether one is the first of its instance may change after its slot was rolled up.</summary>
    private async Task<IReadOnlyList<(int Bucket, string Version, long Count)>> FirstsAsync(
        FunctionId function, TimeRange part, HistogramGrid grid, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var scope = await PieceScope.StartedInAsync(database, part, parameters, function.Value, cancellationToken);
        return await firsts.StartedAsync(scope, parameters, cancellationToken) is { } started
            ? await database.QueryAsync(
                $"SELECT {grid.IndexOf("start_ns", parameters)} AS bucket, version, count() FROM ({started}) "
                + $"WHERE {MergedInvocations.Started(part, parameters)} GROUP BY bucket, version",
                parameters, row => ((int)row.Number(0), row.GetString(1), row.Number(2)), cancellationToken)
            : [];
    }

    private static Dictionary<T, UsageCost> Sums<T>(IReadOnlyList<Bill> bills, Func<Bill, T> key)
        where T : notnull => bills.GroupBy(key).ToDictionary(group => group.Key, group => group.Select(bill => bill.Cost).Aggregate(UsageCost.Add));

    private static string CountsOf<T>(string column)
        where T : struct, Enum
    {
        var count = Enum.GetValues<T>().Max(value => Convert.ToInt32(value, System.Globalization.CultureInfo.InvariantCulture)) + 1;
        return $"sumForEach(arrayMap(number -> if({column} = number, invocations, toUInt64(0)), range({count})))";
    }

    private static FunctionFigures ReadFigures(DbDataReader row, int first)
    {
        var durations = row.Items<double>(first + 4);
        var inits = row.Items<double>(first + 6);
        return new FunctionFigures
        {
            Invocations = row.Number(first),
            Weight = row.Fraction(first + 1),
            ByInitClass = Counts(row, first + 2),
            ByOutcome = Counts(row, first + 3),
            P50 = Nanoseconds(durations[0]),
            P95 = Nanoseconds(durations[1]),
            P99 = Nanoseconds(durations[2]),
            InitWaited = (long)row.Fraction(first + 5),
            InitP50 = Nanoseconds(inits[0]),
            InitP95 = Nanoseconds(inits[1]),
        };
    }

    private static long[] Counts(DbDataReader row, int column) => Array.ConvertAll(row.Items<ulong>(column), count => (long)count);

    private static FunctionFacts ReadFacts(DbDataReader row) => new()
    {
        Identity = new FunctionIdentity(row.GetString(0), row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4)),
        Platform = row.GetString(5),
        Architecture = row.GetString(6),
        Version = row.GetString(7),
        Trigger = row.GetString(8),
        MemoryBytes = row.Number(9),
        TimeoutNanoseconds = row.Number(10),
        LastStartUnixNanoseconds = row.Number(11),
    };

    /// <summary>What a newer record leaves open, an older one may say.</summary>
    private static FunctionFacts Complete(FunctionFacts newer, FunctionFacts older) => newer with
    {
        Platform = newer.Platform.Length > 0 ? newer.Platform : older.Platform,
        Architecture = newer.Architecture.Length > 0 ? newer.Architecture : older.Architecture,
        Version = newer.Version.Length > 0 ? newer.Version : older.Version,
        Trigger = newer.Trigger.Length > 0 ? newer.Trigger : older.Trigger,
        MemoryBytes = newer.MemoryBytes > 0 ? newer.MemoryBytes : older.MemoryBytes,
        // Time had run before each of them was noted: of one version the longest is nearest to the truth.
        TimeoutNanoseconds = newer.TimeoutNanoseconds == 0 || (newer.Version == older.Version && older.TimeoutNanoseconds > newer.TimeoutNanoseconds)
            ? older.TimeoutNanoseconds
            : newer.TimeoutNanoseconds,
    };

    /// <summary>Timeouts of these platforms are set in whole seconds; what was left of one when it was noted is a little less.</summary>
    private static FunctionFacts InWholeSeconds(FunctionFacts facts) => facts.Identity.Provider is "aws" or "azure" or "gcp"
        ? facts with { TimeoutNanoseconds = (facts.TimeoutNanoseconds + UnixTime.NanosecondsPerSecond - 1) / UnixTime.NanosecondsPerSecond * UnixTime.NanosecondsPerSecond }
        : facts;

    /// <summary>Not a number when nothing has ended yet.</summary>
    private static long Nanoseconds(double value) => double.IsFinite(value) ? (long)value : 0;

    private sealed record Bill(int Bucket, string Version, UsageCost Cost);
}

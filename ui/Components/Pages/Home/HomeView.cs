using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Addresses;
using Observe.UI.Browser;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Home;

/// <summary>What Home draws, made of what the readers gave. No I/O, no Blazor.</summary>
public sealed record HomeView(FunctionTotals Totals, IReadOnlyList<HomeFunction> Functions, TimeRange Range)
{
    /// <summary>How many functions Home shows; the rest are a link away.</summary>
    public const int Limit = 12;

    public required int FunctionCount { get; init; }

    public required int FailingCount { get; init; }

    /// <summary>How far the functions were looked for.</summary>
    public required Scanned Scanned { get; init; }

    public HomeFunction? Worst => Functions.FirstOrDefault(function => function.Status == HealthStatus.Error);

    public static HomeView Of(FunctionListResult now, TimeRange range, PageRange pageRange, ViewerClock clock)
    {
        var rows = now.Functions
            .Select(function => HomeFunction.Of(function, range, pageRange, clock))
            .OrderByDescending(row => row.Status)
            .ThenByDescending(row => row.BadCells)
            .ThenByDescending(row => row.Summary.Invocations)
            .ToList();
        return new HomeView(FunctionTotals.Of(now.Functions), [.. rows.Take(Limit)], range)
        {
            FunctionCount = rows.Count,
            FailingCount = rows.Count(row => row.Status == HealthStatus.Error),
            Scanned = now.Scanned,
        };
    }
}

/// <summary>One function's row on Home.</summary>
public sealed record HomeFunction(FunctionSummary Summary, HealthStatus Status, IReadOnlyList<StripCell> Cells, string Url)
{
    public int BadCells => Cells.Count(cell => cell.Status >= HealthStatus.Error);

    public string StripLabel => $"{Summary.Identity.Name}: {Cells.Count(cell => cell.Status > HealthStatus.Ok)} of {Cells.Count} " +
        $"intervals with an error, a timeout, a cold start or slow, {BadCells} of them failing";

    public static HomeFunction Of(FunctionSummary function, TimeRange range, PageRange pageRange, ViewerClock clock)
    {
        var statuses = FunctionHealth.OfBuckets(function);
        var cells = function.Series.Zip(statuses, (bucket, status) => Cell(function, bucket, status, range, clock));
        return new HomeFunction(
            function, FunctionHealth.Of(function), [.. cells], ObserveUrls.Function(function.Identity.Id, pageRange));
    }

    private static StripCell Cell(
        FunctionSummary function, FunctionBucket bucket, HealthStatus status, TimeRange range, ViewerClock clock)
    {
        var length = range.Nanoseconds / Math.Max(1, function.Series.Count);
        var parts = new List<string> { $"{clock.Second(bucket.StartUnixNanoseconds)}  {bucket.Invocations} calls" };
        Add(bucket.Timeouts, "timeouts");
        Add(bucket.Errors, "errors");
        Add(bucket.ColdStarts, "cold");
        if (bucket.P95 > 0)
        {
            parts.Add($"p95 {Measure.Duration(bucket.P95)}");
        }
        return new StripCell(
            status,
            string.Join(", ", parts),
            FunctionTraces.Of(function.Identity.Name, new TimeRange(
                bucket.StartUnixNanoseconds, bucket.StartUnixNanoseconds + length)));

        void Add(long count, string what)
        {
            if (count > 0)
            {
                parts.Add($"{count} {what}");
            }
        }
    }
}

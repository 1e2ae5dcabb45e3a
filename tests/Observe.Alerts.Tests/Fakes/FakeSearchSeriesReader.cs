using System.Collections.Concurrent;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.Alerts.Tests.Fakes;

/// <summary>Measures records that a test made up; every search finds all of them, every search within it those that failed.</summary>
internal sealed class FakeSearchSeriesReader : ISearchSeriesReader
{
    public ConcurrentQueue<SearchSeriesQuery> Asked { get; } = new();

    /// <summary>The values of all fields to group by, when, the number of a record, and whether it failed.</summary>
    public List<(IReadOnlyDictionary<string, string> Fields, DateTimeOffset At, double Number, bool IsFailure)> Records { get; } = [];

    public Task<IReadOnlyList<SearchCount>> CountsAsync(SearchSeriesQuery query, SearchExpression? part, CancellationToken cancellationToken)
    {
        var rows = Found(query).GroupBy(item => (Key: string.Join('|', item.Values), item.Bucket))
            .OrderBy(group => group.Key.Bucket)
            .Select(group => new SearchCount(group.First().Values, group.Key.Bucket, group.Count(), part is null ? 0 : group.Count(item => item.IsFailure))).ToList();
        return Limited(query, rows);
    }

    public Task<IReadOnlyList<SearchPercentile>> PercentilesAsync(
        SearchSeriesQuery query, SearchField field, double percentile, BucketWindows windows, CancellationToken cancellationToken)
    {
        var found = Found(query).ToList();
        var rows = Enumerable.Range(0, windows.Count).SelectMany(i => found
            .Where(item => item.Bucket >= i * windows.StepBuckets && item.Bucket < (i * windows.StepBuckets) + windows.WindowBuckets)
            .GroupBy(item => string.Join('|', item.Values))
            .Select(group => new SearchPercentile(group.First().Values, i, Rank([.. group.Select(item => item.Number)], percentile)))).ToList();
        return Limited(query, rows);
    }

    /// <summary>How many label sets each reading of traces asked for.</summary>
    public ConcurrentQueue<int> TracesRead { get; } = new();

    public Task<IReadOnlyList<SearchTraces>> TracesAsync(
        SearchSeriesQuery query, SearchField? highest, IReadOnlyList<IReadOnlyList<string>> labelSets, int most, CancellationToken cancellationToken)
    {
        TracesRead.Enqueue(labelSets.Count);
        return Task.FromResult<IReadOnlyList<SearchTraces>>([.. labelSets.Select(values => new SearchTraces(values, [FakeInvocationSeriesReader.FailedTrace]))]);
    }

    private static double Rank(double[] numbers, double percentile)
    {
        Array.Sort(numbers);
        return numbers[Math.Min(numbers.Length - 1, (int)(numbers.Length * percentile / 100))];
    }

    private IEnumerable<(IReadOnlyList<string> Values, int Bucket, double Number, bool IsFailure)> Found(SearchSeriesQuery query)
    {
        Asked.Enqueue(query);
        return Records
            .Select(item => (item.Fields, At: UnixTime.Nanoseconds(item.At), item.Number, item.IsFailure))
            .Where(item => item.At >= query.Range.FromUnixNanoseconds && item.At < query.Range.ToUnixNanoseconds)
            .Select(item => (
                (IReadOnlyList<string>)[.. query.GroupBy.Select(field => item.Fields.GetValueOrDefault(field.Name, ""))],
                query.Width is { } width ? (int)((item.At - query.Range.FromUnixNanoseconds) / width) : 0,
                item.Number,
                item.IsFailure));
    }

    private static Task<IReadOnlyList<T>> Limited<T>(SearchSeriesQuery query, List<T> rows) => rows.Count > query.MaxRows
        ? Task.FromException<IReadOnlyList<T>>(new SeriesLimitException($"there are more than {query.MaxRows} label sets"))
        : Task.FromResult<IReadOnlyList<T>>(rows);
}

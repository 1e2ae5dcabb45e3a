using System.Diagnostics;
using Observe.Storage.Engine;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>Reads series from the table <c>metrics</c>.</summary>
internal sealed class MetricReader(ClickHouseDatabase database) : IMetricReader
{
    public async Task<MetricResult?> GetAsync(MetricQuery query, CancellationToken cancellationToken)
    {
        var watch = Stopwatch.StartNew();
        var sql = new MetricSql(query);
        var kinds = await database.QueryAsync(
            sql.Kinds(), sql.Parameters,
            row => (Kind: (MetricKind)row.Number(0), Unit: row.GetString(1), Description: row.GetString(2), IsMonotonic: row.GetBoolean(3), Temporality: (MetricTemporality)row.Number(4)),
            cancellationToken);
        if (kinds.Count == 0)
        {
            return null;
        }
        var (kind, unit, description, isMonotonic, temporality) = kinds[0];
        var rows = kind switch
        {
            MetricKind.Gauge => await LevelsAsync(query, kind, cancellationToken),
            // It rises and falls, and each point says where it stands: in use, in the queue, connected.
            MetricKind.Sum when !isMonotonic && temporality == MetricTemporality.Cumulative => await LevelsAsync(query, kind, cancellationToken),
            MetricKind.Sum => await GrowthAsync(query, isMonotonic, cancellationToken),
            _ => await DistributionsAsync(query, kind, cancellationToken),
        };
        return new MetricResult
        {
            Name = query.Name,
            Kind = kind,
            Unit = unit,
            Description = description,
            IsMonotonic = isMonotonic,
            Series = [.. rows.GroupBy(row => row.Label).OrderByDescending(group => group.Sum(row => row.Bucket.Count)).Select(group => Filled(group.Key, group, query))],
            Scanned = new Scanned(query.Range, true, watch.Elapsed),
        };
    }

    private async Task<IReadOnlyList<Row>> LevelsAsync(MetricQuery query, MetricKind kind, CancellationToken cancellationToken)
    {
        var sql = new MetricSql(query);
        return await database.QueryAsync(
            sql.Levels(kind), sql.Parameters,
            row => new Row(row.GetString(0), (int)row.Number(1), new MetricBucket(0)
            {
                Count = row.Number(2),
                Value = row.Fraction(3),
                Min = row.Fraction(4),
                Max = row.Fraction(5),
            }),
            cancellationToken);
    }

    private async Task<IReadOnlyList<Row>> GrowthAsync(MetricQuery query, bool isMonotonic, CancellationToken cancellationToken)
    {
        var sql = new MetricSql(query);
        var seconds = Seconds(query);
        return await database.QueryAsync(
            sql.Growth(MetricKind.Sum), sql.Parameters,
            row => new Row(row.GetString(0), (int)row.Number(1), new MetricBucket(0)
            {
                Count = row.Number(2),
                Value = row.Fraction(3),
                Rate = isMonotonic ? row.Fraction(3) / seconds : null,
            }),
            cancellationToken);
    }

    private async Task<IReadOnlyList<Row>> DistributionsAsync(MetricQuery query, MetricKind kind, CancellationToken cancellationToken)
    {
        var shapes = kind == MetricKind.Summary ? [] : await ShapesAsync(query, kind, cancellationToken);
        var sql = new MetricSql(query);
        var seconds = Seconds(query);
        return await database.QueryAsync(
            sql.Distributions(kind), sql.Parameters,
            row =>
            {
                var (label, index, count) = (row.GetString(0), (int)row.Number(1), row.Number(2));
                var shape = shapes.GetValueOrDefault((label, index));
                return new Row(label, index, new MetricBucket(0)
                {
                    Count = count,
                    Value = count > 0 ? row.Fraction(3) / count : null,
                    Rate = count / seconds,
                    Min = row.Number(4) > 0 ? row.Fraction(5) : null,
                    Max = row.Number(6) > 0 ? row.Fraction(7) : null,
                    P50 = shape?.Of(.5),
                    P95 = shape?.Of(.95),
                    P99 = shape?.Of(.99),
                });
            },
            cancellationToken);
    }

    private async Task<Dictionary<(string Label, int Bucket), BucketQuantiles>> ShapesAsync(
        MetricQuery query, MetricKind kind, CancellationToken cancellationToken)
    {
        var sql = new MetricSql(query);
        var shapes = new Dictionary<(string, int), BucketQuantiles>();
        await database.QueryAsync(
            sql.Shapes(kind), sql.Parameters,
            row =>
            {
                var key = (row.GetString(0), (int)row.Number(1));
                if (!shapes.TryGetValue(key, out var shape))
                {
                    shapes[key] = shape = new BucketQuantiles();
                }
                var scale = (int)row.Number(4);
                shape.AddExplicit(row.Items<double>(2), row.Items<double>(3));
                shape.AddExponential(scale, row.Items<int>(5), row.Items<double>(6), 1);
                shape.AddExponential(scale, row.Items<int>(7), row.Items<double>(8), -1);
                shape.Add(0, 0, row.Fraction(9));
                return key;
            },
            cancellationToken);
        return shapes;
    }

    private static double Seconds(MetricQuery query) => (double)SearchClause.Width(query.Range, query.Buckets) / UnixTime.NanosecondsPerSecond;

    private static MetricSeries Filled(string label, IEnumerable<Row> rows, MetricQuery query)
    {
        var width = SearchClause.Width(query.Range, query.Buckets);
        var byIndex = rows.ToDictionary(row => row.Index, row => row.Bucket);
        return new MetricSeries(
            label,
            [
                .. Enumerable.Range(0, query.Buckets).Select(index => (byIndex.GetValueOrDefault(index) ?? new MetricBucket(0)) with
                {
                    StartUnixNanoseconds = query.Range.FromUnixNanoseconds + (index * width),
                }),
            ]);
    }

    private sealed record Row(string Label, int Index, MetricBucket Bucket);
}

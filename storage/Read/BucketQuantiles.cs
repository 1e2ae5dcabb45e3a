namespace Observe.Storage.Read;

/// <summary>
/// Quantiles of observations of which only the counts of buckets are known. Buckets may overlap, because histograms with
/// different bounds were put together; within a bucket observations are taken to lie evenly.
/// </summary>
internal sealed class BucketQuantiles
{
    private readonly List<(double Lower, double Upper, double Count)> _buckets = [];
    private double _total;

    /// <summary>Buckets of an explicit histogram: the last has no upper bound, and the first no lower.</summary>
    public void AddExplicit(IReadOnlyList<double> bounds, IReadOnlyList<double> counts)
    {
        for (var i = 0; i < counts.Count && bounds.Count > 0; i++)
        {
            // An open end says no more than its one bound; below the first lies zero, unless that is below zero itself.
            var lower = i > 0 ? bounds[Math.Min(i, bounds.Count) - 1] : Math.Min(0, bounds[0]);
            Add(lower, i < bounds.Count ? bounds[i] : lower, counts[i]);
        }
    }

    /// <summary>Buckets of an exponential histogram: number i reaches from base^i to base^(i+1), where base is 2^(2^-scale).</summary>
    /// <param name="sign">-1 for the buckets of negative values.</param>
    public void AddExponential(int scale, IReadOnlyList<int> indices, IReadOnlyList<double> counts, int sign)
    {
        for (var i = 0; i < counts.Count; i++)
        {
            var near = sign * Bound(scale, indices[i]);
            var far = sign * Bound(scale, indices[i] + 1L);
            Add(Math.Min(near, far), Math.Max(near, far), counts[i]);
        }
    }

    public void Add(double lower, double upper, double count)
    {
        if (count > 0 && double.IsFinite(lower) && double.IsFinite(upper))
        {
            _buckets.Add((lower, upper, count));
            _total += count;
        }
    }

    /// <summary>Null when there is nothing.</summary>
    public double? Of(double quantile)
    {
        if (_total <= 0)
        {
            return null;
        }
        var wanted = quantile * _total;
        var edges = _buckets.SelectMany(bucket => new[] { bucket.Lower, bucket.Upper }).Distinct().Order().ToArray();
        var (left, below) = (edges[0], AtMost(edges[0]));
        foreach (var edge in edges)
        {
            var before = Before(edge);
            if (before >= wanted && before > below)
            {
                return left + ((edge - left) * (wanted - below) / (before - below));
            }
            (left, below) = (edge, AtMost(edge));
            if (below >= wanted)
            {
                return edge;
            }
        }
        return edges[^1];
    }

    /// <summary>Observations at or below a value.</summary>
    private double AtMost(double value) => _buckets.Sum(bucket =>
        value >= bucket.Upper ? bucket.Count : value <= bucket.Lower ? 0 : bucket.Count * (value - bucket.Lower) / (bucket.Upper - bucket.Lower));

    /// <summary>The same without those that are all at the value.</summary>
    private double Before(double value) => AtMost(value) - _buckets.Where(bucket => bucket.Lower == value && bucket.Upper == value).Sum(bucket => bucket.Count);

    private static double Bound(int scale, long index) => Math.Pow(2, index * Math.Pow(2, -scale));
}

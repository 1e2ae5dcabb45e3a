using System.Diagnostics;

namespace Observe.Benchmarks;

/// <summary>How long the runs of one query took, in milliseconds.</summary>
internal sealed class Latencies
{
    private readonly List<double> _milliseconds = [];

    public double P50 => At(0.5);

    public double P95 => At(0.95);

    public async Task TimeAsync(Func<Task> run)
    {
        var watch = Stopwatch.StartNew();
        await run();
        Add(watch.Elapsed.TotalMilliseconds);
    }

    public void Add(double milliseconds) => _milliseconds.Add(milliseconds);

    private double At(double quantile)
    {
        _milliseconds.Sort();
        return _milliseconds[(int)Math.Min(_milliseconds.Count - 1, Math.Ceiling(quantile * _milliseconds.Count) - 1)];
    }
}

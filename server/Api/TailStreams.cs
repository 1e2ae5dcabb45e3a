using System.Diagnostics.Metrics;

namespace Observe.Server.Api;

/// <summary>The tails that are open, at most <see cref="Most"/>: each one asks the store once a second.</summary>
public sealed class TailStreams
{
    public const int Most = 20;

    private readonly Counter<long> _refused;
    private int _open;

    public TailStreams(IMeterFactory meters)
    {
        var meter = meters.Create(ServerMetrics.MeterName);
        meter.CreateObservableGauge("observe.tail.open", () => Volatile.Read(ref _open), description: "Open tails.");
        _refused = meter.CreateCounter<long>("observe.tail.refused", description: "Tails refused because as many were open as may be.");
    }

    /// <summary>Null when there are as many as may be; it ends when it is disposed.</summary>
    public IDisposable? TryOpen()
    {
        if (Interlocked.Increment(ref _open) <= Most)
        {
            return new Place(this);
        }
        Interlocked.Decrement(ref _open);
        _refused.Add(1);
        return null;
    }

    private sealed class Place(TailStreams streams) : IDisposable
    {
        private int _isGone;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isGone, 1) == 0)
            {
                Interlocked.Decrement(ref streams._open);
            }
        }
    }
}

namespace Observe.Functions.Simulation;

/// <summary>A token bucket, full at the beginning: how fast a platform may start environments.</summary>
internal sealed class ScaleBucket(int burst, TimeSpan window)
{
    private readonly double _perNanosecond = burst / (window.Ticks * (double)TimeSpan.NanosecondsPerTick);
    private double _tokens = burst;
    private long _at = long.MinValue;

    /// <param name="now">Unix nanoseconds, never less than before.</param>
    public bool TryTake(long now)
    {
        if (_at != long.MinValue)
        {
            _tokens = Math.Min(burst, _tokens + ((now - _at) * _perNanosecond));
        }
        _at = now;
        if (_tokens < 1)
        {
            return false;
        }
        _tokens--;
        return true;
    }
}

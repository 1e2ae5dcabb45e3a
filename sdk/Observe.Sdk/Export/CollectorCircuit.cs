namespace Observe.Sdk.Export;

/// <summary>
/// Remembers that the collector failed. Closed: all may try. Open: nobody may. After the pause one caller tries; its
/// report closes the circuit or doubles the pause.
/// </summary>
internal sealed class CollectorCircuit(TimeProvider time)
{
    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly Lock _lock = new();
    private TimeSpan _pause;
    private DateTimeOffset _openUntil;
    private bool _trialUnderWay;

    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _pause == TimeSpan.Zero;
            }
        }
    }

    /// <summary>May this caller try? Whoever gets true must <see cref="Report"/>.</summary>
    public bool TryEnter()
    {
        lock (_lock)
        {
            if (_pause == TimeSpan.Zero)
            {
                return true;
            }
            if (_trialUnderWay || time.GetUtcNow() < _openUntil)
            {
                return false;
            }
            _trialUnderWay = true;
            return true;
        }
    }

    public void Report(bool succeeded)
    {
        lock (_lock)
        {
            if (succeeded)
            {
                _pause = TimeSpan.Zero;
            }
            else if (_pause == TimeSpan.Zero || _trialUnderWay)
            {
                _pause = _pause == TimeSpan.Zero ? FirstPause : TimeSpan.FromTicks(Math.Min(_pause.Ticks * 2, LongestPause.Ticks));
                _openUntil = time.GetUtcNow() + _pause;
            }
            _trialUnderWay = false;
        }
    }
}

namespace Observe.Storage.Rollup;

/// <summary>
/// Knows for this process which minutes the rollups do not hold as the spans are: readers take those from the spans. It knows
/// nothing, and answers nothing, before the first look at what is stored.
/// </summary>
/// <remarks>Minutes are whole minutes since 1970 (UTC). There are never more of them than the retention has.</remarks>
/// <param name="othersStore">Other processes store spans too: what they may have stored since the last comparison is not known.</param>
internal sealed class RollupLedger(TimeProvider time, bool othersStore)
{
    /// <summary>Longer than it takes until a comparison has seen what others stored (<see cref="RollupJob"/>).</summary>
    private const int TailMinutes = 20;

    /// <summary>A minute is worked out when it is over and nothing came for it during this time.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>A minute for which spans keep coming is worked out this long after the first of them all the same.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Pending> _pending = [];
    private bool _isKnown;

    /// <summary>Spans of these minutes are about to be stored; dispose when they are, or are not.</summary>
    public Storing Begin(IReadOnlyCollection<int> minutes)
    {
        lock (_lock)
        {
            foreach (var minute in minutes)
            {
                Of(minute).Writers++;
            }
        }
        return new Storing(this, minutes);
    }

    /// <summary>
    /// The stored spans of the minutes in <c>[from, to)</c> were compared with the rollups. The first comparison has to be of
    /// everything that is stored.
    /// </summary>
    /// <param name="began">Before the comparison's statement ran: what changed since then stays as it is.</param>
    public void Compared(int from, int to, IReadOnlySet<int> differing, DateTimeOffset began)
    {
        lock (_lock)
        {
            foreach (var (minute, pending) in _pending.ToArray())
            {
                if (minute >= from && minute < to && !differing.Contains(minute) && pending.Writers == 0 && pending.Last < began)
                {
                    _pending.Remove(minute);
                }
            }
            foreach (var minute in differing)
            {
                Of(minute).Change++;
            }
            _isKnown = true;
        }
    }

    /// <summary>The minutes that can be worked out now, in order, each with the number of its last change.</summary>
    public IReadOnlyList<(int Minute, long Change)> Due()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return
            [
                .. _pending
                    .Where(item => item.Value.Writers == 0 && RollupMinute.EndOf(item.Key) + Quiet <= now
                        && (item.Value.Last + Quiet <= now || item.Value.First + Longest <= now))
                    .Select(item => (item.Key, item.Value.Change))
                    .Order(),
            ];
        }
    }

    /// <summary>The rollups hold the minute as it was at this change.</summary>
    public void Settle(int minute, long change)
    {
        lock (_lock)
        {
            if (_pending.TryGetValue(minute, out var pending) && pending.Writers == 0 && pending.Change == change)
            {
                _pending.Remove(minute);
            }
        }
    }

    /// <summary>
    /// The minutes within <c>[from, to)</c> that must be read from the spans; null when that is not known, or when there are
    /// more of them than <paramref name="most"/>.
    /// </summary>
    public IReadOnlyList<int>? Unrolled(int from, int to, int most)
    {
        lock (_lock)
        {
            if (!_isKnown)
            {
                return null;
            }
            var minutes = _pending.Keys.Concat(Tail()).Where(minute => minute >= from && minute < to).Distinct().Take(most + 1).ToArray();
            return minutes.Length > most ? null : minutes;
        }
    }

    private IEnumerable<int> Tail() => othersStore
        ? Enumerable.Range(RollupMinute.Of(UnixTime.Nanoseconds(time.GetUtcNow())) - TailMinutes, TailMinutes + 2)
        : [];

    private Pending Of(int minute)
    {
        var now = time.GetUtcNow();
        if (!_pending.TryGetValue(minute, out var pending))
        {
            _pending[minute] = pending = new Pending { First = now };
        }
        pending.Last = now;
        return pending;
    }

    private void End(IReadOnlyCollection<int> minutes)
    {
        lock (_lock)
        {
            foreach (var minute in minutes)
            {
                var pending = Of(minute);
                pending.Writers--;
                pending.Change++;
            }
        }
    }

    /// <summary>Keeps its minutes from being settled.</summary>
    public readonly struct Storing(RollupLedger ledger, IReadOnlyCollection<int> minutes) : IDisposable
    {
        public void Dispose() => ledger.End(minutes);
    }

    private sealed class Pending
    {
        public required DateTimeOffset First { get; init; }

        public DateTimeOffset Last { get; set; }

        public int Writers { get; set; }

        public long Change { get; set; }
    }
}

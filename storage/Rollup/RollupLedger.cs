namespace Observe.Storage.Rollup;

/// <summary>
/// Knows for this process which slots the rollups do not hold as the records are: readers take those from the records. It knows
/// nothing, and answers nothing, before the first look at what is stored.
/// </summary>
/// <remarks>There are never more slots than the retention has.</remarks>
/// <param name="othersStore">Other processes store records too: what they may have stored since the last comparison is not known.</param>
/// <param name="after">A slot is over so long after its end.</param>
internal sealed class RollupLedger(TimeProvider time, bool othersStore, TimeSpan after = default)
{
    /// <summary>True when this process does not hear of everything that is stored.</summary>
    public bool OthersStore => othersStore;

    /// <summary>Longer than it takes until a comparison has seen what others stored (<see cref="RollupJob"/>).</summary>
    private const int TailSlots = 4;

    /// <summary>Without a comparison for so long nothing of what others stored is trusted.</summary>
    private static readonly TimeSpan Stale = TimeSpan.FromMinutes(2);

    /// <summary>A slot is worked out when it is over and nothing came for it during this time.</summary>
    public static readonly TimeSpan Quiet = TimeSpan.FromSeconds(5);

    /// <summary>A slot for which records keep coming is worked out this long after the first of them all the same.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    private readonly Lock _lock = new();
    private readonly Dictionary<int, Pending> _pending = [];
    private DateTimeOffset? _compared;

    /// <summary>Records of these slots are about to be stored; dispose when they are, or are not.</summary>
    public Storing Begin(IReadOnlyCollection<int> slots)
    {
        lock (_lock)
        {
            foreach (var slot in slots)
            {
                Of(slot).Writers++;
            }
        }
        return new Storing(this, slots);
    }

    /// <summary>
    /// The stored records of the slots in <c>[from, to)</c> were compared with the rollups. The first comparison has to be of
    /// everything that is stored.
    /// </summary>
    /// <param name="began">Before the comparison's statement ran: what changed since then stays as it is.</param>
    public void Compared(int from, int to, IReadOnlySet<int> differing, DateTimeOffset began)
    {
        lock (_lock)
        {
            foreach (var (slot, pending) in _pending.ToArray())
            {
                if (slot >= from && slot < to && !differing.Contains(slot) && pending.Writers == 0 && pending.Last < began)
                {
                    _pending.Remove(slot);
                }
            }
            foreach (var slot in differing)
            {
                Of(slot).Change++;
            }
            _compared = began;
        }
    }

    /// <summary>
    /// The slots that can be worked out now, each with the number of its last change: the newest day first, which is looked at most, and those of a day in order.
    /// </summary>
    public IReadOnlyList<(int Slot, long Change)> Due()
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            return
            [
                .. _pending
                    .Where(item => item.Value.Writers == 0 && RollupSlot.EndOf(item.Key) + after + Quiet <= now && item.Value.NotBefore <= now
                        && (item.Value.Last + Quiet <= now || item.Value.First + Longest <= now))
                    .Select(item => (item.Key, item.Value.Change))
                    .OrderByDescending(item => RollupSlot.DayOf(item.Key)).ThenBy(item => item.Key),
            ];
        }
    }

    /// <summary>The rollups hold the slot as it was at this change.</summary>
    public void Settle(int slot, long change)
    {
        lock (_lock)
        {
            if (_pending.TryGetValue(slot, out var pending) && pending.Writers == 0 && pending.Change == change)
            {
                _pending.Remove(slot);
            }
        }
    }

    /// <summary>The slot cannot be worked out before this time, unless something comes for it.</summary>
    public void PutOff(int slot, DateTimeOffset until)
    {
        lock (_lock)
        {
            if (_pending.TryGetValue(slot, out var pending))
            {
                pending.NotBefore = until;
            }
        }
    }

    /// <summary>
    /// The slots within <c>[from, to)</c> that must be read from the records; null when that is not known (any more), or when there are
    /// more of them than <paramref name="most"/>.
    /// </summary>
    public IReadOnlyList<int>? Unrolled(int from, int to, int most)
    {
        lock (_lock)
        {
            if (_compared is not { } compared || (othersStore && compared + Stale < time.GetUtcNow()))
            {
                return null;
            }
            var slots = _pending.Keys.Concat(Tail()).Where(slot => slot >= from && slot < to).Distinct().Take(most + 1).ToArray();
            return slots.Length > most ? null : slots;
        }
    }

    private IEnumerable<int> Tail() => othersStore
        ? Enumerable.Range(RollupSlot.Of(UnixTime.Nanoseconds(time.GetUtcNow())) - TailSlots, TailSlots + 2)
        : [];

    private Pending Of(int slot)
    {
        var now = time.GetUtcNow();
        if (!_pending.TryGetValue(slot, out var pending))
        {
            _pending[slot] = pending = new Pending { First = now };
        }
        pending.Last = now;
        pending.NotBefore = default;
        return pending;
    }

    private void End(IReadOnlyCollection<int> slots)
    {
        lock (_lock)
        {
            foreach (var slot in slots)
            {
                var pending = Of(slot);
                pending.Writers--;
                pending.Change++;
            }
        }
    }

    /// <summary>Keeps its slots from being settled.</summary>
    public readonly struct Storing(RollupLedger ledger, IReadOnlyCollection<int> slots) : IDisposable
    {
        public void Dispose() => ledger.End(slots);
    }

    private sealed class Pending
    {
        public required DateTimeOffset First { get; init; }

        public DateTimeOffset Last { get; set; }

        public DateTimeOffset NotBefore { get; set; }

        public int Writers { get; set; }

        public long Change { get; set; }
    }
}

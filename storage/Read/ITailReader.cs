using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <summary>
/// Reads what arrives, in the order in which the store gets it, whatever the time that is written in it: each batch of the collectors once. A batch that
/// the store gets later than <see cref="TailPosition.Overlap"/> after it was received is not seen, nor is a record that is older than
/// <see cref="TailPosition.Reach"/> when it arrives.
/// </summary>
public interface ITailReader
{
    /// <summary>The place after everything that is stored now.</summary>
    Task<TailPosition> BeginAsync(SearchTarget target, CancellationToken cancellationToken);

    /// <summary>The records that match among those that arrived since the position, in order of time; the position moves behind them.</summary>
    /// <param name="most">Of more the newest are read, and the others counted.</param>
    Task<TailResult<LogRecord>> LogsAsync(TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken);

    /// <summary>The traces of which a span that matches arrived since the position, as they are now, in order of their start; the position moves.</summary>
    Task<TailResult<TraceSummary>> TracesAsync(TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken);
}

/// <param name="Skipped">So many that match are left out.</param>
public sealed record TailResult<T>(IReadOnlyList<T> Items, long Skipped);

/// <summary>How far a tail has read: when it last did, and which batches of the time before it knows. One reads at a time.</summary>
public sealed class TailPosition
{
    public static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);
    public static readonly TimeSpan Reach = TimeSpan.FromHours(1);

    private readonly Dictionary<ulong, long> _known = [];

    /// <summary>When it last read.</summary>
    internal long UnixNanoseconds { get; private set; }

    /// <summary>Batches that were received before this are over.</summary>
    internal long ReceivedFrom => UnixNanoseconds - (long)Overlap.TotalNanoseconds;

    /// <summary>Records are looked for from here on.</summary>
    internal long RecordsFrom => UnixNanoseconds - (long)Reach.TotalNanoseconds;

    internal bool Knows(ulong batch) => _known.ContainsKey(batch);

    /// <param name="batches">With the time at which the last of each was received.</param>
    internal void Move(long unixNanoseconds, IEnumerable<(ulong Batch, long Received)> batches)
    {
        UnixNanoseconds = unixNanoseconds;
        foreach (var (batch, received) in batches)
        {
            _known[batch] = received;
        }
        foreach (var over in _known.Where(item => item.Value < ReceivedFrom).Select(item => item.Key).ToList())
        {
            _known.Remove(over);
        }
    }
}

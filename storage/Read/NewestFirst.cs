using System.Diagnostics;
using ClickHouse.Driver;
using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>
/// Looks through a range from its newest end, step by step, until enough is found, all of it is looked at, or a limit stops it.
/// A step that meets a limit is made smaller; what was read before it stands, and <see cref="Scanned"/> says how far that is.
/// </summary>
/// <param name="grain">Steps end at whole multiples of it, counted from <paramref name="origin"/>: the width of a chart's bucket.</param>
/// <param name="origin">Not after the start of the range.</param>
internal sealed class NewestFirst(TimeRange range, ReadLimits limits, long firstStep, long grain, long origin)
{
    private const int Growth = 8;

    private const long Day = 86_400 * UnixTime.NanosecondsPerSecond;

    /// <summary>A step takes at most this share of the time that is left, so that a smaller one can follow it.</summary>
    private const double ShareOfTime = 0.6;

    private static readonly TimeSpan ShortestStep = TimeSpan.FromMilliseconds(50);

    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly TimeSpan _time = TimeSpan.FromSeconds(limits.MaxExecutionSeconds);
    private long _reached = range.ToUnixNanoseconds;
    private long _step = Math.Max(firstStep, grain);
    private string? _limit;

    /// <summary>How far it has looked.</summary>
    public Scanned Scanned => new(
        range with { FromUnixNanoseconds = _reached }, _reached <= range.FromUnixNanoseconds, _watch.Elapsed, _limit);

    /// <summary>The steps of a list: most searches find a page of the newest in a small part of the range.</summary>
    /// <param name="first">Which share of the range the first step is, one in so many.</param>
    public static NewestFirst InSteps(TimeRange range, ReadLimits limits, int first) =>
        new(range, limits, Math.Max(range.Nanoseconds / first, 600 * UnixTime.NanosecondsPerSecond), 1, range.FromUnixNanoseconds);

    /// <summary>The steps of a list of which it is known where the newest page begins.</summary>
    public static NewestFirst From(TimeRange range, ReadLimits limits, long start) =>
        new(range, limits, range.ToUnixNanoseconds - start, 1, range.FromUnixNanoseconds);

    /// <summary>All at once, and in steps only when a limit says so.</summary>
    public static NewestFirst AtOnce(TimeRange range, ReadLimits limits, long grain = 1) =>
        AtOnce(range, limits, grain, range.FromUnixNanoseconds);

    /// <summary>As above, for a chart whose first bucket may begin before the range.</summary>
    public static NewestFirst AtOnce(TimeRange range, ReadLimits limits, long grain, long origin) =>
        new(range, limits, range.Nanoseconds, grain, origin);

    /// <summary>
    /// The newest 64th, the newest eighth and all of a range of more than a day, to be read one after another until one has enough: a statement opens every part
    /// of every day that its range touches.
    /// </summary>
    public static IReadOnlyList<TimeRange> Growing(TimeRange range) => range.Nanoseconds <= Day
        ? [range]
        : [.. new[] { Growth * Growth, Growth, 1 }.Select(share => range with { FromUnixNanoseconds = range.ToUnixNanoseconds - (range.Nanoseconds / share) })];

    /// <param name="look">Reads one part of the range; true when that was enough.</param>
    public async Task<Scanned> RunAsync(Func<TimeRange, CancellationToken, Task<bool>> look, CancellationToken cancellationToken)
    {
        string? met = null;
        while (_reached > range.FromUnixNanoseconds)
        {
            var left = _time - _watch.Elapsed;
            if (left < ShortestStep)
            {
                _limit = ReadLimits.Time;
                break;
            }
            var part = new TimeRange(Start(), _reached);
            using var slice = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            slice.CancelAfter(left * ShareOfTime);
            try
            {
                var isEnough = await look(part, slice.Token);
                _reached = part.FromUnixNanoseconds;
                if (isEnough)
                {
                    break;
                }
                _step = met is null ? part.Nanoseconds * Growth : part.Nanoseconds;
            }
            catch (Exception error) when (Limit(error, cancellationToken) is { } name)
            {
                met = name;
                if (part.Nanoseconds <= grain || _step <= grain)
                {
                    _limit = name;
                    break;
                }
                _step = Math.Max(part.Nanoseconds / Growth, grain);
            }
        }
        return Scanned;
    }

    /// <summary>
    /// Reads the newest part of the range that the limits let be read as a whole: for figures that cannot be put together
    /// from parts.
    /// </summary>
    /// <param name="first">
    /// Which share of the range is read first, one in so many: of what is dear to read a small part is sure, and larger ones take its place while there is time.
    /// </param>
    public async Task<(T? Result, Scanned Scanned)> ReadAsync<T>(
        Func<TimeRange, CancellationToken, Task<T>> read, CancellationToken cancellationToken, int first = 1)
        where T : class
    {
        var (result, reached, failed) = (default(T), range.ToUnixNanoseconds, long.MaxValue);
        _step = Math.Max(range.Nanoseconds / first, grain);
        while (reached > range.FromUnixNanoseconds && _step < failed)
        {
            var left = _time - _watch.Elapsed;
            if (left < ShortestStep)
            {
                _limit = ReadLimits.Time;
                break;
            }
            var part = new TimeRange(Start(), range.ToUnixNanoseconds);
            using var slice = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            slice.CancelAfter(left * ShareOfTime);
            try
            {
                result = await read(part, slice.Token);
                reached = part.FromUnixNanoseconds;
                _step = part.Nanoseconds * Growth;
            }
            catch (Exception error) when (Limit(error, cancellationToken) is { } name)
            {
                (_limit, failed) = (name, part.Nanoseconds);
                if (result is not null || part.Nanoseconds <= grain || _step <= grain)
                {
                    break;
                }
                _step = Math.Max(part.Nanoseconds / Growth, grain);
            }
        }
        _reached = reached;
        return (result, Scanned with { StoppedBy = reached <= range.FromUnixNanoseconds ? null : _limit });
    }

    private long Start()
    {
        var steps = (Math.Max(_reached - _step, range.FromUnixNanoseconds) - origin) / grain;
        return Math.Max(origin + (steps * grain), range.FromUnixNanoseconds);
    }

    /// <summary>Which limit an error is about; null for other errors, and for a caller that has gone.</summary>
    internal static string? Limit(Exception error, CancellationToken caller) => error switch
    {
        OperationCanceledException when !caller.IsCancellationRequested => ReadLimits.Time,
        ClickHouseServerException { ErrorCode: 159 or 160 } => ReadLimits.Time, // TIMEOUT_EXCEEDED, TOO_SLOW
        ClickHouseServerException { ErrorCode: 394 } when !caller.IsCancellationRequested => ReadLimits.Time, // QUERY_WAS_CANCELLED
        ClickHouseServerException { ErrorCode: 241 } => ReadLimits.Memory, // MEMORY_LIMIT_EXCEEDED
        ClickHouseServerException { ErrorCode: 158 or 307 or 396 } => ReadLimits.Rows, // TOO_MANY_ROWS, _BYTES, _ROWS_OR_BYTES
        _ => null,
    };
}

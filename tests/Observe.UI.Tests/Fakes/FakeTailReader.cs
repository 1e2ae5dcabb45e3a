using Observe.Storage.Read;
using Observe.Storage.Search;

namespace Observe.UI.Tests.Fakes;

/// <summary>Gives what a test lets arrive, once to each position.</summary>
public sealed class FakeTailReader : ITailReader
{
    private readonly Lock _lock = new();
    private readonly List<LogRecord> _logs = [];
    private readonly List<TraceSummary> _traces = [];
    private readonly Dictionary<TailPosition, int> _read = [];

    public Exception? Failure { get; set; }
    public int Reads { get; private set; }

    public void Arrive(LogRecord log)
    {
        lock (_lock)
        {
            _logs.Add(log);
        }
    }

    public void Arrive(TraceSummary trace)
    {
        lock (_lock)
        {
            _traces.Add(trace);
        }
    }

    public Task<TailPosition> BeginAsync(SearchTarget target, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var position = new TailPosition();
            _read[position] = target == SearchTarget.Logs ? _logs.Count : _traces.Count;
            return Task.FromResult(position);
        }
    }

    public Task<TailResult<LogRecord>> LogsAsync(TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken) =>
        Read(_logs, position, most);

    public Task<TailResult<TraceSummary>> TracesAsync(TailPosition position, SearchExpression? search, int most, CancellationToken cancellationToken) =>
        Read(_traces, position, most);

    private Task<TailResult<T>> Read<T>(List<T> rows, TailPosition position, int most)
    {
        lock (_lock)
        {
            Reads++;
            if (Failure is not null)
            {
                return Task.FromException<TailResult<T>>(Failure);
            }
            var all = rows.Skip(_read[position]).ToList();
            _read[position] = rows.Count;
            return Task.FromResult(new TailResult<T>([.. all.TakeLast(most)], Math.Max(0, all.Count - most)));
        }
    }
}

using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers from what a test gives it and keeps what it was asked.</summary>
public sealed class FakeLogPatternReader : ILogPatternReader, ILogContextReader
{
    public List<LogPatternsQuery> Queries { get; } = [];
    public List<LogContextQuery> ContextQueries { get; } = [];

    public LogPatternsResult Patterns { get; set; } = new([], 0, 0, FakeTraceReader.AllScanned);

    public Func<LogContextQuery, LogContextResult?> Context { get; set; } = _ => null;

    public Task<LogPatternsResult> FindAsync(LogPatternsQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return Task.FromResult(Patterns);
    }

    public Task<LogContextResult?> ReadAsync(LogContextQuery query, CancellationToken cancellationToken)
    {
        ContextQueries.Add(query);
        return Task.FromResult(Context(query));
    }
}

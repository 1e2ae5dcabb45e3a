using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers from what a test gives it and keeps what it was asked.</summary>
public sealed class FakeTypicalTraceReader : ITypicalTraceReader
{
    public List<TypicalTraceQuery> Queries { get; } = [];

    public Func<TypicalTraceQuery, TypicalTrace?> Find { get; set; } = _ => null;

    public Task<TypicalTrace?> FindAsync(TypicalTraceQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        return Task.FromResult(Find(query));
    }
}

using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers with what a test put in: rows, a failure, or nothing until the test says so.</summary>
public sealed class FakeFunctionReader : IFunctionReader
{
    public List<FunctionListQuery> Queries { get; } = [];

    public IReadOnlyList<FunctionSummary> Functions { get; set; } = [];

    /// <summary>For the range before, which Home asks for in one bucket; by default the same.</summary>
    public IReadOnlyList<FunctionSummary>? Before { get; set; }

    /// <summary>The limit that ends the reading; null for none.</summary>
    public string? StoppedBy { get; set; }

    public Exception? Failure { get; set; }

    /// <summary>For the range before alone.</summary>
    public Exception? BeforeFailure { get; set; }

    /// <summary>When set, no answer comes before it does.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public async Task<FunctionListResult> ListAsync(FunctionListQuery query, CancellationToken cancellationToken)
    {
        Queries.Add(query);
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }
        var failure = query.Buckets == 1 ? BeforeFailure ?? Failure : Failure;
        return failure is null
            ? new FunctionListResult(query.Buckets == 1 && Before is { } before ? before : Functions, new Scanned(query.Range, StoppedBy is null, TimeSpan.FromMilliseconds(12), StoppedBy))
            : throw failure;
    }

    public Task<InvocationWindowResult> WindowAsync(InvocationWindowQuery query, CancellationToken cancellationToken) =>
        Task.FromResult(new InvocationWindowResult(0, 0, []));
}

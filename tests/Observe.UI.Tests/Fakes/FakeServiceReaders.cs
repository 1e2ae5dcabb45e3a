using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers with what a test put in: a map and figures, a failure, or nothing until the test says so.</summary>
public sealed class FakeServiceReaders : IServiceReader, IServiceMapReader
{
    public int MapsAsked { get; private set; }

    public int ListsAsked { get; private set; }

    public (IReadOnlyList<ServiceMapNode> Nodes, IReadOnlyList<ServiceMapEdge> Edges) Map { get; set; } = ([], []);

    public IReadOnlyList<ServiceSummary> Services { get; set; } = [];

    public IReadOnlyList<OperationSummary> Operations { get; set; } = [];

    /// <summary>For the range before, which is asked for in one bucket.</summary>
    public IReadOnlyList<ServiceSummary>? Before { get; set; }

    /// <summary>The limit that ends the reading of the map and of the services; null for none.</summary>
    public (string? Map, string? Services) StoppedBy { get; set; }

    public Exception? Failure { get; set; }

    /// <summary>When set, no answer comes before it does.</summary>
    public TaskCompletionSource? Gate { get; set; }

    public Task<ServiceMap> GetAsync(ServiceMapQuery query, CancellationToken cancellationToken)
    {
        MapsAsked++;
        return AnswerAsync(() => new ServiceMap(Map.Nodes, Map.Edges, Scanned(query.Range, StoppedBy.Map)), cancellationToken);
    }

    public Task<ServiceListResult> ListAsync(ServiceListQuery query, CancellationToken cancellationToken)
    {
        ListsAsked++;
        return AnswerAsync(
            () => new ServiceListResult(query.Buckets == 1 && Before is { } before ? before : Services, Scanned(query.Range, StoppedBy.Services)), cancellationToken);
    }

    public Task<OperationListResult> OperationsAsync(string service, ServiceListQuery query, CancellationToken cancellationToken) =>
        AnswerAsync(() => new OperationListResult(Operations, Scanned(query.Range)), cancellationToken);

    private async Task<T> AnswerAsync<T>(Func<T> answer, CancellationToken cancellationToken)
    {
        if (Gate is { } gate)
        {
            await gate.Task.WaitAsync(cancellationToken);
        }
        return Failure is null ? answer() : throw Failure;
    }

    private static Scanned Scanned(Storage.TimeRange range, string? stoppedBy = null) => new(range, stoppedBy is null, TimeSpan.FromMilliseconds(12), stoppedBy);
}

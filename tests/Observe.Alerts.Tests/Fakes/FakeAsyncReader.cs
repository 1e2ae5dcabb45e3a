using Observe.Functions.Async;
using Observe.Storage.Read;

namespace Observe.Alerts.Tests.Fakes;

/// <summary>Messages that waited as long as a test says.</summary>
internal sealed class FakeAsyncReader : IAsyncReader
{
    public IReadOnlyList<QueuedMessage> Messages { get; set; } = [];

    public Task<AsyncMessages> MessagesAsync(AsyncQuery query, CancellationToken cancellationToken) => Task.FromResult(new AsyncMessages(
        [.. Messages.Where(message => message.ProcessedUnixNanoseconds >= query.Range.FromUnixNanoseconds && message.ProcessedUnixNanoseconds < query.Range.ToUnixNanoseconds)],
        Messages.Count >= query.Most));

    public Task<AsyncResult> GetAsync(AsyncQuery query, CancellationToken cancellationToken) => Task.FromResult(new AsyncResult
    {
        Messages = Messages,
        Lag = QueueLag.Of(Messages),
        Redeliveries = [],
        Attempts = [],
        Recursions = [],
        IsNewestOnly = false,
    });
}

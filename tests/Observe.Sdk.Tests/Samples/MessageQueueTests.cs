using Microsoft.Extensions.Time.Testing;
using Observe.Samples.Platform.Queues;

namespace Observe.Sdk.Tests.Samples;

public sealed class MessageQueueTests
{
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new();
    private readonly MessageQueue _dead;
    private readonly MessageQueue _queue;

    public MessageQueueTests()
    {
        _dead = new MessageQueue("dead", TimeSpan.Zero, int.MaxValue, null, _time);
        _queue = new MessageQueue("orders", Visibility, maxReceives: 3, _dead, _time);
    }

    [Fact]
    public async Task ReceiveAsync_NotDeleted_ComesAgainAndIsADeadLetterInTheEnd()
    {
        var id = Send("poison");
        for (var receives = 1; receives <= 3; receives++)
        {
            var message = Assert.Single(await ReceiveAsync());
            Assert.Equal((id, receives), (message.MessageId, message.Receives));
            _time.Advance(Visibility);
        }
        var next = ReceiveAsync();
        Assert.False(next.IsCompleted);
        Send("good");

        Assert.Equal("good", Assert.Single(await next).Body);
        Assert.Equal((1, 1), (_queue.Count, _dead.Count));
    }

    [Fact]
    public async Task ReceiveAsync_OneIsUnderWay_WaitsUntilItIsVisibleAgain()
    {
        Send("order");
        Assert.Single(await ReceiveAsync());
        var next = ReceiveAsync();

        _time.Advance(Visibility - TimeSpan.FromSeconds(1));
        Assert.False(next.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        Assert.Equal(2, Assert.Single(await next).Receives);
    }

    [Fact]
    public async Task Delete_ByAnEarlierReceive_DeletesNothing()
    {
        Send("order");
        var first = Assert.Single(await ReceiveAsync());
        _time.Advance(Visibility);
        var second = Assert.Single(await ReceiveAsync());

        _queue.Delete(first);
        Assert.Equal(1, _queue.Count);
        _queue.Delete(second);
        Assert.Equal(0, _queue.Count);
    }

    private string Send(string body) => _queue.Send(body, new Dictionary<string, string>());

    private Task<IReadOnlyList<QueuedMessage>> ReceiveAsync() => _queue.ReceiveAsync(10, CancellationToken.None);
}

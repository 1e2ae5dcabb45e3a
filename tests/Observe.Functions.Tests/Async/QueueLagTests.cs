using Observe.Functions.Async;

namespace Observe.Functions.Tests.Async;

public class QueueLagTests
{
    [Fact]
    public void Of_KnownUnknownAndContradicting_CountsEach()
    {
        var lag = QueueLag.Of([Message(100, 40), Message(100, 90), Message(100, 130), Message(100, null), Message(300, 100)]);

        Assert.Equal((4, 1, 1), (lag.Known, lag.Unknown, lag.Negative));
        Assert.Equal((10, 200, 200, 200), (lag.P50, lag.P95, lag.P99, lag.Max));
    }

    [Fact]
    public void Of_Nothing_IsZero() => Assert.Equal((0, 0, 0), (QueueLag.Of([]).Known, QueueLag.Of([]).P95, QueueLag.Of([]).Max));

    [Fact]
    public void Redeliveries_SameMessageTwice_IsOneWithBothTraces()
    {
        var found = Redelivery.Of(
        [
            Message(300, null, "b") with { TraceId = "t3" }, Message(100, null, "b") with { TraceId = "t1" }, Message(100, null, "b") with { TraceId = "t1" },
            Message(100, null, "a"), Message(500, null, "b") with { Destination = "other" }, Message(1, null), Message(2, null),
        ]);

        var one = Assert.Single(found);
        Assert.Equal(("b", 2), (one.MessageId, one.Times));
        Assert.Equal(["t1", "t3"], one.TraceIds);
    }

    private static QueuedMessage Message(long processed, long? enqueued, string id = "") =>
        new() { TraceId = "t", ProcessedUnixNanoseconds = processed, EnqueuedUnixNanoseconds = enqueued, MessageId = id };
}

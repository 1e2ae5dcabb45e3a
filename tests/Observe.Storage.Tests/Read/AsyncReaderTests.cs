using Observe.Functions.Invocations;
using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class AsyncReaderTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    private const uint LocalParent = 0x100;

    [Fact]
    public async Task GetAsync_MessagesOfLinksParentsAndAttributes_KnowTheirWaits()
    {
        await StoreAsync(
            store.Writer,
            spans:
            [
                // Sent at 100 and 300 in other traces: a batch of two, which begins at 1,000.
                Span(500, 0x51, startMilliseconds: 0, milliseconds: 100) with { Kind = SpanKind.Producer },
                Span(501, 0x52, startMilliseconds: 200, milliseconds: 100) with { Kind = SpanKind.Producer },
                Work(600, 0x61, 1_000) with { Links = [Link(500, 0x51), Link(501, 0x52)] },
                // Its parent ends at 1,900, after it began: clocks that contradict each other.
                Span(700, 0x71, startMilliseconds: 1_800, milliseconds: 100) with { Kind = SpanKind.Producer },
                Work(700, 0x72, 1_850, parent: 0x71),
                // The platform says the second in which it was put into the queue.
                Work(800, 0x81, 5_000, attributes: new TelemetryAttribute("messaging.servicebus.message.enqueued_time", AttributeValue.Of(Start / Second))),
                // The SDK knows it from SQS to the millisecond, also of a message whose sender is not traced.
                Work(810, 0x83, 5_500, attributes: new TelemetryAttribute("observe.message.sent_unix_nano", AttributeValue.Of(Start + (5_100 * Millisecond)))),
                // Nothing says it.
                Work(900, 0x91, 6_000),
                // Not behind a queue.
                Span(950, 0x95, startMilliseconds: 7_000),
            ],
            invocations: [Invocation(600, 0x61, 1_000), Invocation(700, 0x72, 1_850), Invocation(800, 0x81, 5_000), Invocation(810, 0x83, 5_500), Invocation(900, 0x91, 6_000), Invocation(950, 0x95, 7_000)]);

        var result = await store.Async.GetAsync(new AsyncQuery(OneFunctionFixture.IdOf(Invocation(1, 1, 1)), Hour), default);

        Assert.Equal(
            [5_000L, 900, 700, 400, -50],
            result.Messages.Where(message => message.EnqueuedUnixNanoseconds is not null)
                .Select(message => (message.ProcessedUnixNanoseconds - message.EnqueuedUnixNanoseconds!.Value) / Millisecond).OrderDescending());
        Assert.Equal((5, 1, 1), (result.Lag.Known, result.Lag.Unknown, result.Lag.Negative));
        Assert.Equal(5 * Second, result.Lag.Max);
        Assert.False(result.IsNewestOnly);
    }

    [Fact]
    public async Task GetAsync_BatchInsideAnInvocation_KnowsItsMessagesByTheLinks()
    {
        var invocation = Invocation(1_000, 0x11, 2_000, "batched");
        await StoreAsync(
            store.Writer,
            spans:
            [
                Span(501, 0x53, startMilliseconds: 200, milliseconds: 100) with { Kind = SpanKind.Producer },
                // The invocation's span is a consumer, too, and the one of the batch below it knows more.
                Work(1_000, 0x11, 2_000) with { Links = [Link(501, 0x53)] },
                Work(1_000, 0x12, 2_000, parent: 0x11, attributes: new TelemetryAttribute("messaging.destination.name", AttributeValue.Of("orders"))) with
                {
                    Flags = LocalParent,
                    Links = [Link(501, 0x53, "m-1"), Link(502, 0x54, "m-2")],
                },
                // Behind it in another process: not its batch.
                Work(1_000, 0x13, 2_100, parent: 0x11) with { Flags = LocalParent | 0x200 },
            ],
            invocations: [invocation]);

        var result = await store.Async.GetAsync(new AsyncQuery(OneFunctionFixture.IdOf(invocation), Hour), default);

        Assert.Equal(
            [("m-1", "orders", (long?)1_700), ("m-2", "orders", null)],
            result.Messages.Select(message => (
                message.MessageId, message.Destination, (message.ProcessedUnixNanoseconds - message.EnqueuedUnixNanoseconds) / Millisecond)));
    }

    [Fact]
    public async Task GetAsync_SameMessageAndSameInvocationAgain_AreFound()
    {
        TelemetryAttribute[] order = [new("messaging.message.id", AttributeValue.Of("m-1")), new("messaging.destination.name", AttributeValue.Of("orders"))];
        InvocationPiece[] pieces =
        [
            Invocation(20, 0x21, 1_000, "again") with { InvocationId = "same", Instance = "i-1", Outcome = InvocationOutcome.Error },
            Invocation(22, 0x23, 61_000, "again") with { InvocationId = "same", Instance = "i-2" },
            Invocation(24, 0x25, 90_000, "again") with { InvocationId = "once", Instance = "i-2" },
        ];
        await StoreAsync(store.Writer, spans: [Work(20, 0x21, 1_000, attributes: order), Work(22, 0x23, 61_000, attributes: order), Work(24, 0x25, 90_000)], invocations: pieces);

        var result = await store.Async.GetAsync(new AsyncQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);

        var redelivery = Assert.Single(result.Redeliveries);
        Assert.Equal(("m-1", "orders", 2), (redelivery.MessageId, redelivery.Destination, redelivery.Times));
        var attempts = Assert.Single(result.Attempts);
        Assert.Equal(("same", 2, 1), (attempts.InvocationId, attempts.Attempts, attempts.Failed));
        Assert.Equal((Start + Second, new TraceId(1, 22)), (attempts.FirstUnixNanoseconds, attempts.TraceId));
    }

    [Fact]
    public async Task GetAsync_FunctionBehindItself_IsRecursionAndBesideItselfIsNot()
    {
        var spans = new List<SpanRow>();
        var pieces = new List<InvocationPiece>();
        for (ulong depth = 0; depth < 4; depth++)
        {
            // Each sends a message that leads to the next; the others of the trace are all children of the first.
            spans.Add(Span(30, 0x300 + (2 * depth), depth == 0 ? 0 : 0x300 + (2 * depth) - 1, startMilliseconds: (long)depth * 100));
            spans.Add(Span(30, 0x300 + (2 * depth) + 1, 0x300 + (2 * depth), startMilliseconds: ((long)depth * 100) + 50));
            pieces.Add(Invocation(30, 0x300 + (2 * depth), (long)depth * 100, "deep"));
            spans.Add(Span(31, 0x400 + depth, depth == 0 ? 0 : 0x400ul, startMilliseconds: (long)depth * 100));
            pieces.Add(Invocation(31, 0x400 + depth, (long)depth * 100, "deep"));
        }
        await StoreAsync(store.Writer, spans: spans, invocations: pieces);

        var result = await store.Async.GetAsync(new AsyncQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);

        Assert.Equal([new Recursion(new TraceId(1, 30), 4)], result.Recursions);
    }

    private static SpanRow Work(ulong trace, ulong span, long start, ulong parent = 0, params TelemetryAttribute[] attributes) =>
        Span(trace, span, parent, startMilliseconds: start, attributes: attributes) with { Kind = SpanKind.Consumer };

    private static InvocationPiece Invocation(ulong trace, ulong span, long start, string function = "worker") =>
        Piece(function, $"{trace}-{span}", start, start + 100, trace: trace) with { SpanId = new SpanId(span).ToString() };

    private static SpanLink Link(ulong trace, ulong span, string? message = null) => new(
        new TraceId(1, trace), new SpanId(span), "", message is null ? [] : [new("messaging.message.id", AttributeValue.Of(message))]);
}

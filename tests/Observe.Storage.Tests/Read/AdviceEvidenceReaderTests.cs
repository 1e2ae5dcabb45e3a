using Observe.Functions.Advice;
using Observe.Functions.Invocations;
using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.Testing.Rows;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class AdviceEvidenceReaderTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    private const long Mebibyte = 1 << 20;

    [Fact]
    public async Task GetAsync_NothingStored_IsNone() =>
        Assert.Equal(AdviceEvidence.None, await store.Evidence.GetAsync(new AdviceQuery(new FunctionId(404), Hour), default));

    [Fact]
    public async Task GetAsync_PlatformToldTheMemory_IsTheMostAndHowOften()
    {
        var pieces = Enumerable.Range(0, 5).Select(i => Invocation("sized", i) with
        {
            Source = i == 4 ? PieceSource.Span : PieceSource.Platform,
            MemorySizeBytes = i == 4 ? 0 : 512 * Mebibyte,
            MemoryUsedBytes = i == 4 ? 0 : (60 + i) * Mebibyte,
        }).ToArray();

        var evidence = await ReadAsync(pieces);

        Assert.Equal(new ObservedMemory(512 * Mebibyte, 63 * Mebibyte, 4), evidence.Memory);
    }

    [Fact]
    public async Task GetAsync_MemoryWasChanged_IsNotKnown()
    {
        var evidence = await ReadAsync([.. Enumerable.Range(0, 2).Select(i => Invocation("changed", i) with
        {
            Source = PieceSource.Platform,
            MemorySizeBytes = (i + 1) * 512 * Mebibyte,
            MemoryUsedBytes = 60 * Mebibyte,
        })]);

        Assert.Equal(ObservedMemory.Unknown, evidence.Memory);
    }

    [Fact]
    public async Task GetAsync_SameRequestOnAnotherInstance_IsRepeatedAndItsOwnPiecesAreNot()
    {
        var once = Invocation("retried", 1) with { InvocationId = "once", Instance = "i-1" };
        var evidence = await ReadAsync(
        [
            once, once with { Source = PieceSource.Platform, Instance = "" },
            Invocation("retried", 2) with { InvocationId = "again", Instance = "i-1" },
            Invocation("retried", 3) with { InvocationId = "again", Instance = "i-2" },
        ]);

        Assert.Equal((1, 2), (evidence.Repeats.Count, evidence.Repeats.Of));
        Assert.Equal([Trace("retried", 3).ToString()], evidence.Repeats.TraceIds);
    }

    [Fact]
    public async Task GetAsync_SameMessageInAnotherRequest_IsRepeated()
    {
        InvocationPiece[] pieces = [.. Enumerable.Range(0, 4).Select(i => Invocation("queued", i) with { Trigger = "pubsub" })];
        string[] messages = ["m-1", "m-2", "m-1", "m-3"];
        await StoreAsync(
            store.Writer,
            spans:
            [
                .. pieces.Select((piece, i) => Span(
                    Trace("queued", i).Low, 1, startMilliseconds: i * 100, attributes: [new("messaging.message.id", AttributeValue.Of(messages[i]))]) with
                {
                    Kind = SpanKind.Consumer,
                }),
            ],
            invocations: pieces);

        var evidence = await store.Evidence.GetAsync(new AdviceQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);

        Assert.Equal((1, 3), (evidence.Repeats.Count, evidence.Repeats.Of));
        Assert.Equal([Trace("queued", 2).ToString()], evidence.Repeats.TraceIds);
    }

    [Fact]
    public async Task GetAsync_FunctionBehindItself_IsRecursionAndBesideItselfIsNot()
    {
        const ulong Deep = 7_001;
        const ulong Flat = 7_002;
        var spans = Enumerable.Range(1, 4).SelectMany(i => new[]
        {
            Span(Deep, (ulong)i, (ulong)i - 1, startMilliseconds: i * 10), Span(Flat, (ulong)i, i == 1 ? 0UL : 1, startMilliseconds: i * 10),
        });
        InvocationPiece[] pieces =
        [
            .. Enumerable.Range(1, 4).SelectMany(i => new[] { Deep, Flat }.Select(trace =>
                Piece("recursive", $"{trace}-{i}", i * 10, (i * 10) + 5, trace: trace) with { SpanId = new SpanId((ulong)i).ToString() })),
        ];
        await StoreAsync(store.Writer, spans: [.. spans], invocations: pieces);

        var evidence = await store.Evidence.GetAsync(new AdviceQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);

        Assert.Equal(4, evidence.Recursion.Depth);
        Assert.Equal([new TraceId(1, Deep).ToString()], evidence.Recursion.TraceIds);
    }

    [Fact]
    public async Task GetAsync_InvocationsAskOnePeerAgainAndAgain_AreCalls()
    {
        InvocationPiece[] pieces = [.. Enumerable.Range(0, 6).Select(i => Invocation("chatty", i))];

        var evidence = await ReadAsync(pieces, [.. pieces.SelectMany((piece, i) => Calls("chatty", i, number: i == 0 ? 2 : 10 + i))]);

        Assert.Equal(("orders-db", 15, 5, 6), (evidence.Chatter.Peer, evidence.Chatter.Calls, evidence.Chatter.Invocations, evidence.Chatter.Of));
        Assert.Equal([Trace("chatty", 5).ToString(), Trace("chatty", 4).ToString(), Trace("chatty", 3).ToString()], evidence.Chatter.TraceIds);
        Assert.Equal(ObservedRetries.None, evidence.Retries);
    }

    [Fact]
    public async Task GetAsync_FailureThatIsNotAmongTheNewest_IsStillLookedAtForRetries()
    {
        InvocationPiece[] pieces =
        [
            .. Enumerable.Range(1, 3).Select(i => Invocation("retrying", 0) with
            {
                InvocationId = $"{i}", SpanId = new SpanId((ulong)i * 10).ToString(), Outcome = InvocationOutcome.Error,
                StartUnixNanoseconds = Start + (i * 100 * Millisecond),
            }),
            .. Enumerable.Range(1, 200).Select(i => Invocation("retrying", i) with { StartUnixNanoseconds = Start + (1_000 * Second) + (i * Second) }),
        ];
        var trace = Trace("retrying", 0).Low;

        var evidence = await ReadAsync(
            pieces,
            [
                Span(trace, 1, service: "gateway", milliseconds: 1_000),
                .. Enumerable.Range(1, 3).SelectMany(i => (SpanRow[])
                [
                    Call(trace, ((ulong)i * 10) - 1, 1, "payments", i * 100, 90, SpanStatus.Error, service: "gateway"),
                    Span(trace, (ulong)i * 10, ((ulong)i * 10) - 1, service: "retrying", startMilliseconds: i * 100, milliseconds: 80, status: SpanStatus.Error),
                    .. Enumerable.Range(1, 3).Select(j => Call(trace, (ulong)((i * 10) + j), (ulong)i * 10, "bank", (i * 100) + (j * 20), 10, SpanStatus.Error, service: "retrying")),
                ]),
            ]);

        Assert.Equal((9, "bank"), (evidence.Retries.Attempts, evidence.Retries.Peer));
        Assert.Equal([Trace("retrying", 0).ToString()], evidence.Retries.TraceIds);
    }

    [Fact]
    public async Task GetAsync_MessagesWithoutASender_AreMissingContextWhereOthersWriteTraced()
    {
        // Two queues: a traced sender writes to one of them.
        InvocationPiece[] pieces = [.. Enumerable.Range(0, 8).Select(i => Invocation("contextless", i) with { Trigger = "pubsub" })];
        var sent = Span(9_500, 1, service: "shop") with { Kind = SpanKind.Producer, Attributes = [new("messaging.destination.name", AttributeValue.Of("paid"))] };

        var evidence = await ReadAsync(
            pieces,
            [
                sent,
                .. pieces.Select((_, i) => Span(Trace("contextless", i).Low, 1, startMilliseconds: i * 100) with
                {
                    Kind = SpanKind.Consumer,
                    Attributes = [new("messaging.destination.name", AttributeValue.Of(i < 4 ? "paid" : "imported"))],
                    Links = i == 0 ? [new SpanLink(sent.TraceId, sent.SpanId, "", [])] : [],
                    ParentSpanId = i == 1 ? new SpanId(77) : default,
                }),
            ]);

        Assert.Equal(("paid", 2, 4), (evidence.Context.Destination, evidence.Context.Count, evidence.Context.Of));
        Assert.Equal([Trace("contextless", 3).ToString(), Trace("contextless", 2).ToString()], evidence.Context.TraceIds);
    }

    [Fact]
    public async Task GetAsync_InvocationThatHoldsTheLink_IsContextForTheMessagesBelowIt()
    {
        var piece = Invocation("linked", 1) with { Trigger = "pubsub" };
        var trace = Trace("linked", 1).Low;
        AttributeValue queue = AttributeValue.Of("refunds");
        var sent = Span(9_501, 1, service: "shop") with { Kind = SpanKind.Producer, Attributes = [new("messaging.destination.name", queue)] };

        var evidence = await ReadAsync(
            [piece],
            [
                sent,
                Span(trace, 1, startMilliseconds: 100) with { Kind = SpanKind.Consumer, Links = [new SpanLink(sent.TraceId, sent.SpanId, "", [])] },
                Span(trace, 2, 1, startMilliseconds: 101) with { Kind = SpanKind.Consumer, Flags = 0x100, Attributes = [new("messaging.destination.name", queue)] },
            ]);

        Assert.Equal(ObservedContext.None, evidence.Context);
    }

    [Fact]
    public async Task GetAsync_OnlyInvokedLongAgo_IsFoundInALongRange()
    {
        const long Days = 24 * 3_600_000;
        InvocationPiece[] pieces = [.. Enumerable.Range(0, 5).Select(i => Invocation("rare", i) with
        {
            StartUnixNanoseconds = Start + (((-6 * Days) + (i * 100)) * Millisecond), EndUnixNanoseconds = Start + (((-6 * Days) + (i * 100) + 50) * Millisecond),
            MemorySizeBytes = 512 * Mebibyte, MemoryUsedBytes = 60 * Mebibyte,
        })];
        var spans = pieces.SelectMany((_, i) => Calls("rare", i, number: 12)).Select(span => span with { StartUnixNanoseconds = span.StartUnixNanoseconds - (6 * Days * Millisecond) });
        await StoreAsync(store.Writer, spans: [.. spans], invocations: pieces);

        var evidence = await store.Evidence.GetAsync(
            new AdviceQuery(OneFunctionFixture.IdOf(pieces[0]), new TimeRange(Start - (7 * Days * Millisecond), Hour.ToUnixNanoseconds)), default);

        Assert.Equal(5, evidence.Memory.Measured);
        Assert.Equal(("orders-db", 12, 5, 5), (evidence.Chatter.Peer, evidence.Chatter.Calls, evidence.Chatter.Invocations, evidence.Chatter.Of));
    }

    [Fact]
    public async Task GetAsync_SecretsOfOthersInItsTraces_AreNotItsOwn()
    {
        InvocationPiece[] pieces = [.. Enumerable.Range(0, 3).Select(i => Invocation("telling", i))];
        var spans = pieces.SelectMany((_, i) => new[]
        {
            Span(Trace("telling", i).Low, 1, service: "telling", startMilliseconds: i * 100, attributes:
                [new("app.step", AttributeValue.Of("pay")), new("app.note", AttributeValue.Of(i == 0 ? "nothing" : "token REDACTED"))]),
            Span(Trace("telling", i).Low, 2, 1, service: "bank", startMilliseconds: i * 100, attributes: [new("app.other", AttributeValue.Of("REDACTED"))]),
        });

        var secrets = (await ReadAsync(pieces, [.. spans])).Secrets;

        Assert.Equal(("app.note", 2), (secrets.Attribute, secrets.Spans));
        Assert.Equal([Trace("telling", 2).ToString(), Trace("telling", 1).ToString()], secrets.TraceIds);
    }

    private static IEnumerable<SpanRow> Calls(string function, int invocation, int number) =>
    [
        Span(Trace(function, invocation).Low, 1, service: function, startMilliseconds: invocation * 100, milliseconds: 50),
        .. Enumerable.Range(0, number).Select(i => Call(Trace(function, invocation).Low, (ulong)i + 2, 1, "orders-db", (invocation * 100) + (i * 3), 3, service: function)),
    ];

    private static SpanRow Call(
        ulong trace, ulong span, ulong parent, string peer, long startMilliseconds, long milliseconds, SpanStatus status = SpanStatus.Unset, string service = "checkout") =>
        Span(trace, span, parent, service, "GET", startMilliseconds, milliseconds, status, new TelemetryAttribute("server.address", AttributeValue.Of(peer))) with { Kind = SpanKind.Client };

    private async Task<AdviceEvidence> ReadAsync(InvocationPiece[] pieces, SpanRow[] spans)
    {
        await StoreAsync(store.Writer, spans: spans, invocations: pieces);
        return await store.Evidence.GetAsync(new AdviceQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);
    }

    private async Task<AdviceEvidence> ReadAsync(InvocationPiece[] pieces)
    {
        await StoreAsync(store.Writer, invocations: pieces);
        return await store.Evidence.GetAsync(new AdviceQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);
    }

    private static InvocationPiece Invocation(string function, int number) =>
        Piece(function, $"{number}", number * 100, (number * 100) + 50, trace: Trace(function, number).Low) with { SpanId = new SpanId(1).ToString() };

    private static TraceId Trace(string function, int number) => new(1, ((ulong)function[0] * 1_000) + ((ulong)function.Length * 100) + (ulong)number);
}

using Observe.Functions.Advice;
using Observe.Functions.Invocations;
using Observe.Storage.Read;
using Observe.Storage.Write;
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

    private async Task<AdviceEvidence> ReadAsync(InvocationPiece[] pieces)
    {
        await StoreAsync(store.Writer, invocations: pieces);
        return await store.Evidence.GetAsync(new AdviceQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);
    }

    private static InvocationPiece Invocation(string function, int number) =>
        Piece(function, $"{number}", number * 100, (number * 100) + 50, trace: Trace(function, number).Low) with { SpanId = new SpanId(1).ToString() };

    private static TraceId Trace(string function, int number) => new(1, ((ulong)function[0] * 1_000) + ((ulong)function.Length * 100) + (ulong)number);
}

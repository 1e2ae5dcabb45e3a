using Observe.Functions.Invocations;
using Observe.Storage.Read;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

/// <summary>Pieces that do not say themselves of which invocation they are: in whatever order they come, each invocation is the same.</summary>
public sealed class LoosePiecesTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    private const int Seed = 20261126;

    [Fact]
    public async Task FindAsync_AzureHostAndWorker_AreOneInvocation()
    {
        var worker = Piece("images/Resize", "11111111-azure", 1_000, 1_900, "w-1");
        var host = worker with
        {
            Instance = "",
            StartUnixNanoseconds = worker.StartUnixNanoseconds - (40 * Millisecond),
            EndUnixNanoseconds = worker.EndUnixNanoseconds + (40 * Millisecond),
            Trigger = "http",
            InitClass = InitClass.UnknownCold,
        };

        var one = Assert.Single(await ReadAsync(worker.Function, host, worker));

        Assert.Equal(("w-1", "http", InitClass.UnknownCold), (one.Instance, one.Trigger, one.InitClass));
        Assert.Equal((host.StartUnixNanoseconds, host.EndUnixNanoseconds), (one.StartUnixNanoseconds, one.EndUnixNanoseconds));
    }

    [Fact]
    public async Task FindAsync_PlatformThatKnowsLessOfTheFunction_ReportsOnTheSameInvocation()
    {
        var span = Piece("known", "22222222-aws", 0, 500, "i-1");
        var report = span with
        {
            Source = PieceSource.Platform,
            Function = span.Function with { Account = "", Environment = "" },
            Instance = "",
            EndUnixNanoseconds = span.EndUnixNanoseconds + Second,
            Outcome = InvocationOutcome.Timeout,
        };

        var one = Assert.Single(await ReadAsync(span.Function, span, report with { Cause = "Sandbox.Timedout", MemoryUsedBytes = 77 }));

        Assert.Equal((InvocationOutcome.Timeout, "Sandbox.Timedout", 77), (one.Outcome, one.Cause, one.MemoryUsedBytes));
        Assert.Empty(await ReadAsync(report.Function));
    }

    [Fact]
    public async Task FindAsync_TwoAttempts_EachHasTheReportOfItsOwn()
    {
        var first = Piece("again", "33333333-retry", 0, 500, "i-1", InvocationOutcome.Error);
        var second = Piece("again", "33333333-retry", 61_000, 61_400, "i-2");
        var reports = new[] { first, second }.Select(span => span with
        {
            Source = PieceSource.Platform,
            Instance = "",
            StartUnixNanoseconds = span.StartUnixNanoseconds + (20 * Millisecond),
            BilledNanoseconds = span.EndUnixNanoseconds - span.StartUnixNanoseconds,
        });

        var attempts = await ReadAsync(first.Function, [first, second, .. reports]);

        Assert.Equal(["i-2", "i-1"], attempts.Select(attempt => attempt.Instance));
        Assert.Equal([InvocationOutcome.Ok, InvocationOutcome.Error], attempts.Select(attempt => attempt.Outcome));
    }

    /// <summary>The eight classes in the order of their decision, from the platform's pieces and the SDK's flag.</summary>
    [Theory]
    [InlineData(InitClass.ManagedInstance, -1_000, 200, InitClass.Cold, InitClass.UnknownCold, InitClass.ManagedInstance)]
    [InlineData(InitClass.Suppressed, 100, 2_000, InitClass.Cold, InitClass.UnknownCold, InitClass.Suppressed)]
    [InlineData(InitClass.Cold, -1_000, 200, InitClass.SnapStart, InitClass.UnknownCold, InitClass.SnapStart)]
    [InlineData(InitClass.Provisioned, -1_000_000, 500, InitClass.Warm, InitClass.UnknownCold, InitClass.Provisioned)]
    [InlineData(InitClass.Cold, -10_501, 500, InitClass.Cold, InitClass.UnknownCold, InitClass.Proactive)]
    [InlineData(InitClass.Cold, -10_500, 500, InitClass.Cold, InitClass.UnknownCold, InitClass.Cold)]
    [InlineData(InitClass.UnknownCold, -400, 300, InitClass.Warm, InitClass.UnknownCold, InitClass.UnknownCold)]
    [InlineData(InitClass.Warm, -400, 0, InitClass.Warm, InitClass.UnknownCold, InitClass.UnknownCold)]
    [InlineData(InitClass.Warm, -400, 0, InitClass.Warm, InitClass.Warm, InitClass.Warm)]
    public async Task FindAsync_PiecesInAnyOrder_HaveTheFirstClassThatApplies(
        InitClass initialisation, int initAt, int initTakes, InitClass reported, InitClass flagged, InitClass expected)
    {
        var random = new Random(Seed);
        var instance = $"{initialisation}{initAt}{flagged}";
        var span = Piece($"class-{instance}", $"id-{instance}", 0, 500, instance, initClass: flagged);
        var later = Piece(span.Function.Name, $"later-{instance}", 90_000, 90_100, instance);
        var init = span with
        {
            Source = PieceSource.Initialisation,
            InvocationId = "",
            StartUnixNanoseconds = Start + (initAt * Millisecond),
            EndUnixNanoseconds = Start + ((initAt + initTakes) * Millisecond),
            InitClass = initialisation,
        };
        var report = span with { Source = PieceSource.Platform, InitClass = reported, Outcome = InvocationOutcome.Crash };
        InvocationPiece[] pieces = [span, later, init, report, span with { Source = PieceSource.Start, EndUnixNanoseconds = 0, Outcome = InvocationOutcome.Running }];
        random.Shuffle(pieces);

        for (var stored = 0; stored < pieces.Length; stored++)
        {
            await StoreAsync(store.Writer, invocations: [pieces[stored]]);
        }
        var invocations = await ReadAsync(span.Function);

        Assert.Equal(
            [(later.InvocationId, InitClass.Warm, InvocationOutcome.Ok), (span.InvocationId, expected, InvocationOutcome.Crash)],
            invocations.Select(one => (one.InvocationId, one.InitClass, one.Outcome)));
    }

    [Fact]
    public async Task FindAsync_InitialisationWithoutInstance_BelongsToTheNextInvocationOfTheFunction()
    {
        var span = Piece("nameless", "44444444-init", 5_000, 5_100, "i-9");
        var init = span with
        {
            Source = PieceSource.Initialisation,
            Function = span.Function with { Account = "", Environment = "" },
            InvocationId = "",
            Instance = "",
            StartUnixNanoseconds = Start + (4_000 * Millisecond),
            EndUnixNanoseconds = Start + (4_900 * Millisecond),
            InitClass = InitClass.UnknownCold,
            InitDurationNanoseconds = 900 * Millisecond,
        };

        var one = Assert.Single(await ReadAsync(span.Function, init, span));

        Assert.Equal((InitClass.UnknownCold, 900 * Millisecond, span.StartUnixNanoseconds), (one.InitClass, one.InitNanoseconds, one.StartUnixNanoseconds));
    }

    [Fact]
    public async Task FindAsync_InitialisationThatServedNobody_IsNoInvocation()
    {
        var init = Piece("unused", "", 0, 400, "idle") with { Source = PieceSource.Initialisation, InitClass = InitClass.Cold };

        Assert.Empty(await ReadAsync(init.Function, init));
    }

    private async Task<IReadOnlyList<InvocationSummary>> ReadAsync(FunctionIdentity function, params InvocationPiece[] pieces)
    {
        if (pieces.Length > 0)
        {
            await StoreAsync(store.Writer, invocations: pieces);
        }
        return (await store.Invocations.FindAsync(new InvocationListQuery(FunctionId.Of(function), Hour), default)).Invocations;
    }
}

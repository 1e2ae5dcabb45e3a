using Observe.Functions.Invocations;
using Observe.Storage.Read;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class FirstInvocationsTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    private const long Day = 86_400_000;

    [Fact]
    public async Task FindAsync_NothingSaysHowInstancesCameToBe_MarksTheFirstOfEach()
    {
        InvocationPiece[] pieces =
        [
            Untold("marked", "a", 0, "i-1"), Untold("marked", "b", 100, "i-1"), Untold("marked", "c", 200, "i-2"),
            // Its instance is not named.
            Untold("marked", "d", 300, ""),
            // A later one is untold, and the first is not.
            Piece("marked", "e", 400, 410, "i-3", initClass: InitClass.UnknownCold), Untold("marked", "f", 500, "i-3"),
            Piece("marked", "g", 600, 610, "i-4", initClass: InitClass.Warm),
            // The platform says of the first that it was warm.
            Untold("marked", "h-77777777", 700, "i-5"),
            Piece("marked", "h-77777777", 700, 705, "", initClass: InitClass.Warm) with { Source = PieceSource.Platform },
        ];
        await StoreAsync(store.Writer, invocations: [.. pieces.Reverse()]);
        var all = new InvocationListQuery(OneFunctionFixture.IdOf(pieces[0]), Hour);

        Assert.Equal("a:FirstOfInstance b:Warm c:FirstOfInstance d:Warm e:UnknownCold f:Warm g:Warm h-77777777:Warm", await ClassesAsync(all));
        Assert.Equal("a:FirstOfInstance c:FirstOfInstance", await ClassesAsync(all with { InitClasses = [InitClass.FirstOfInstance] }));
        Assert.Equal("b:Warm d:Warm f:Warm g:Warm h-77777777:Warm", await ClassesAsync(all with { InitClasses = [InitClass.Warm] }));

        // An older one arrives late: it is the first now.
        await StoreAsync(store.Writer, invocations: [Untold("marked", "z", 150, "i-2")]);
        Assert.Equal("a:FirstOfInstance z:FirstOfInstance", await ClassesAsync(all with { InitClasses = [InitClass.FirstOfInstance] }));
    }

    [Fact]
    public async Task FindAsync_RangeBeginsAfterTheFirst_HasNone()
    {
        InvocationPiece[] pieces = [Untold("later", "a", 0), Untold("later", "b", 10 * 60_000), Untold("later", "c", 20 * 60_000)];
        await StoreAsync(store.Writer, invocations: pieces);

        Assert.Equal("b:Warm c:Warm", await ClassesAsync(new InvocationListQuery(
            OneFunctionFixture.IdOf(pieces[0]), Hour with { FromUnixNanoseconds = Start + (60 * Second) })));
    }

    [Fact]
    public async Task FindAsync_SeenFirstWhenRetentionEnds_IsNotMarked()
    {
        // Kept for 30 days: what the first instance did the day before is gone.
        InvocationPiece[] pieces = [Untold("old", "a", -(29 * Day) - (Day / 2), "i-1"), Untold("old", "b", -28 * Day, "i-2")];
        await StoreAsync(store.Writer, invocations: pieces);

        Assert.Equal("a:Warm b:FirstOfInstance", await ClassesAsync(new InvocationListQuery(
            OneFunctionFixture.IdOf(pieces[0]), Hour with { FromUnixNanoseconds = Start - (30 * Day * Millisecond) })));
    }

    [Fact]
    public async Task GetAsync_NothingSaysHowInstancesCameToBe_CountsTheFirstApart()
    {
        InvocationPiece[] pieces =
        [
            Untold("counted", "a", 0, "i-1") with { Version = "1" }, Untold("counted", "b", 1_000, "i-1") with { Version = "1" },
            Untold("counted", "c", 1_800_000, "i-2") with { Version = "2" },
            Piece("counted", "d", 1_801_000, 1_801_700, "i-3", initClass: InitClass.UnknownCold) with { Version = "2" },
        ];
        await StoreAsync(store.Writer, invocations: pieces);

        var detail = await store.Details.GetAsync(new FunctionDetailQuery(OneFunctionFixture.IdOf(pieces[0]), Hour), default);

        Assert.Equal((2, 1, 1, 0.25), (detail.Total.Of(InitClass.FirstOfInstance), detail.Total.Of(InitClass.Warm), detail.Total.ColdStarts, detail.Total.ColdRate));
        Assert.Equal((1, 1), (detail.Series[0].Figures.Of(InitClass.FirstOfInstance), detail.Series[30].Figures.Of(InitClass.FirstOfInstance)));
        Assert.Equal([("2", 1L), ("1", 1L)], detail.Versions.Select(version => (version.Version, version.Figures.Of(InitClass.FirstOfInstance))));
    }

    [Fact]
    public async Task GetAsync_PlatformSaysOfAFirstThatItWasWarm_DoesNotCountIt()
    {
        var first = Untold("told", "66666666-warm", 0, "i-1");
        InvocationPiece[] pieces =
        [
            first, Untold("told", "b", 1_000, "i-2"),
            Piece("told", "66666666-warm", 0, 10, "", initClass: InitClass.Warm) with { Source = PieceSource.Platform, Function = first.Function with { Account = "" } },
        ];
        await StoreAsync(store.Writer, invocations: pieces);

        var detail = await store.Details.GetAsync(new FunctionDetailQuery(OneFunctionFixture.IdOf(first), Hour), default);

        Assert.Equal((1, 1), (detail.Total.Of(InitClass.FirstOfInstance), detail.Total.Of(InitClass.Warm)));
    }

    private static InvocationPiece Untold(string function, string id, long startMilliseconds, string instance = "i-1") =>
        Piece(function, id, startMilliseconds, startMilliseconds + 10, instance, initClass: InitClass.FirstOfInstance);

    private async Task<string> ClassesAsync(InvocationListQuery query) => string.Join(
        ' ', (await store.Invocations.FindAsync(query, default)).Invocations.Reverse().Select(item => $"{item.InvocationId}:{item.InitClass}"));
}

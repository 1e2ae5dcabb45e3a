using Observe.Functions.Invocations;
using Observe.Storage.Read;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class ConcurrencyReaderTests(OneFunctionFixture store) : IClassFixture<OneFunctionFixture>
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task GetAsync_RandomIntervals_EqualsBruteForce(int seed)
    {
        var random = new Random(seed);
        // Whole 100 ms, so that many ends meet starts.
        var pieces = Enumerable.Range(0, 300)
            .Select(number => (Start: random.Next(-50, 600) * 100, Length: random.Next(1, 90) * 100, Number: number))
            .Select(item => Piece($"busy{seed}", $"id{item.Number}", item.Start, item.Start + item.Length))
            .ToArray();
        await StoreAsync(store.Writer, invocations: pieces);
        var range = new TimeRange(Start, Start + (60 * Second));

        var result = await store.Concurrency.GetAsync(new ConcurrencyQuery(OneFunctionFixture.IdOf(pieces[0]), range, 20), default);

        int Running(long at) => pieces.Count(piece => piece.StartUnixNanoseconds <= at && at < piece.EndUnixNanoseconds);
        // Nothing changes within 100 ms.
        var steps = Enumerable.Range(0, 600).Select(step => (At: Start + (step * 100 * Millisecond), Running: Running(Start + (step * 100 * Millisecond)))).ToArray();
        var peak = steps.Max(step => step.Running);
        Assert.Equal(peak, result.Peak);
        Assert.Equal(steps.First(step => step.Running == peak).At, result.PeakUnixNanoseconds);
        Assert.Equal(steps.Average(step => step.Running), result.Average, 9);
        Assert.Equal(
            Enumerable.Range(1, peak).Select(level => steps.Count(step => step.Running >= level) * 100 * Millisecond), result.AtLeast);
        Assert.Equal(20, result.Cells.Count);
        foreach (var (cell, index) in result.Cells.Select((cell, index) => (cell, index)))
        {
            var own = steps[(index * 30)..((index + 1) * 30)];
            Assert.Equal((own[0].At, own.Max(step => step.Running)), (cell.StartUnixNanoseconds, cell.Peak));
            Assert.Equal(own.Average(step => step.Running), cell.Average, 9);
        }
    }

    [Fact]
    public async Task GetAsync_LongRange_FindsTheInstantOfThePeakInItsCell()
    {
        InvocationPiece[] pieces =
        [
            Piece("long", "a", 0, 1_000), Piece("long", "b", 1_700_000, 1_705_000, "i-2"), Piece("long", "c", 1_703_000, 1_709_000, "i-3"),
        ];
        await StoreAsync(store.Writer, invocations: pieces);

        var day = new TimeRange(Hour.ToUnixNanoseconds - (24 * 3_600 * Second), Hour.ToUnixNanoseconds);
        var result = await store.Concurrency.GetAsync(new ConcurrencyQuery(OneFunctionFixture.IdOf(pieces[0]), day), default);

        Assert.Equal((2, Start + (1_703 * Second)), (result.Peak, result.PeakUnixNanoseconds));
        Assert.Equal(2, result.Cells.Max(cell => cell.Peak));
        Assert.Equal(12.0 / 86_400, result.Average, 9);
        Assert.Empty(result.AtLeast);
    }

    [Fact]
    public async Task GetAsync_NothingRan_IsZero()
    {
        var result = await store.Concurrency.GetAsync(new ConcurrencyQuery(new FunctionId(1), Hour, 12), default);

        Assert.Equal((0, null, 12), (result.Peak, result.PeakUnixNanoseconds, result.Cells.Count));
    }
}

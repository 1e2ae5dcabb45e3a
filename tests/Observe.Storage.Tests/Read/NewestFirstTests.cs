using Observe.Storage.Engine;
using Observe.Storage.Read;

namespace Observe.Storage.Tests.Read;

/// <summary>Figures that cannot be put together from parts: the newest part of a range that the limits allow, told by reads that meet one above a length.</summary>
public class NewestFirstTests
{
    private static readonly TimeRange Range = new(0, 6_400);
    private static readonly ReadLimits Patient = new() { MaxExecutionSeconds = 600 };

    private readonly List<long> _asked = [];

    [Fact]
    public async Task ReadAsync_NoLimitIsMet_ReadsTheWholeAtOnce() => Assert.Equal((6_400, 0, true, null), await ReadAsync(longest: 6_400, first: 1, asked: [6_400]));

    [Fact]
    public async Task ReadAsync_WholeIsTooMuch_ReadsAnEighthAndNotTheWholeAgain() =>
        Assert.Equal((800, 5_600, false, ReadLimits.Time), await ReadAsync(longest: 1_000, first: 1, asked: [6_400, 800]));

    [Fact]
    public async Task ReadAsync_SmallShareFirst_GrowsToTheWhole() =>
        Assert.Equal((6_400, 0, true, null), await ReadAsync(longest: 6_400, first: 64, asked: [100, 800, 6_400]));

    [Fact]
    public async Task ReadAsync_SmallShareFirstAndTheWholeIsTooMuch_KeepsTheLargestThatWasRead() =>
        Assert.Equal((800, 5_600, false, ReadLimits.Time), await ReadAsync(longest: 1_000, first: 64, asked: [100, 800, 6_400]));

    [Fact]
    public async Task ReadAsync_EvenTheSmallShareIsTooMuch_ReadsLess() =>
        Assert.Equal((12, 6_388, false, ReadLimits.Time), await ReadAsync(longest: 50, first: 64, asked: [100, 12, 96]));

    [Fact]
    public async Task ReadAsync_NothingCanBeRead_SaysWhy() =>
        Assert.Equal((null, 6_400, false, ReadLimits.Time), await ReadAsync(longest: 0, first: 1, asked: [6_400, 800, 100, 12, 1]));

    [Fact]
    public async Task ReadAsync_CallerHasGone_Throws()
    {
        using var gone = new CancellationTokenSource();
        await gone.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => NewestFirst.AtOnce(Range, Patient).ReadAsync(
            (_, token) => Task.FromCanceled<object>(token), gone.Token));
    }

    private async Task<(long? Read, long From, bool IsComplete, string? StoppedBy)> ReadAsync(long longest, int first, long[] asked)
    {
        var (result, scanned) = await NewestFirst.AtOnce(Range, Patient).ReadAsync(
            (part, _) =>
            {
                Assert.Equal(Range.ToUnixNanoseconds, part.ToUnixNanoseconds);
                _asked.Add(part.Nanoseconds);
                return part.Nanoseconds <= longest ? Task.FromResult(new Whole(part)) : Task.FromException<Whole>(new OperationCanceledException());
            },
            CancellationToken.None, first);
        Assert.Equal(asked, _asked);
        return (result?.Part.Nanoseconds, scanned.Range.FromUnixNanoseconds, scanned.Complete, scanned.StoppedBy);
    }

    private sealed record Whole(TimeRange Part);
}

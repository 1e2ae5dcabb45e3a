using CsCheck;
using Observe.Functions.Cost;

namespace Observe.Functions.Tests.Cost;

public sealed class SharedInstanceTests
{
    private const int Ticks = 60;

    private static readonly BillingRule Exact = new() { Basis = BillingBasis.Instance, Source = "test" };

    /// <summary>Some begin together, some last no time, and some end before they start.</summary>
    private static readonly Gen<BusyInterval[]> Intervals =
        Gen.Select(Gen.Long[0, Ticks - 12], Gen.Long[-2, 12], (start, length) => new BusyInterval(start, start + length)).Array[0, 12];

    [Fact]
    public void Union_AnyIntervals_IsTheBusyMoments() => Intervals.Sample(intervals =>
    {
        var union = SharedInstance.Union(intervals);

        Assert.Equal(Moments.Where(moment => Running(intervals, moment) > 0), Moments.Where(moment => Running(union, moment) > 0));
        Assert.All(union.Zip(union.Skip(1)), pair => Assert.True(pair.First.EndUnixNanoseconds < pair.Second.StartUnixNanoseconds));
    });

    [Fact]
    public void Shares_AnyIntervals_AreThoseOfEachMoment() => Intervals.Sample(intervals =>
    {
        var shares = SharedInstance.Shares(intervals);

        for (var i = 0; i < intervals.Length; i++)
        {
            var expected = Moments.Where(moment => Holds(intervals[i], moment)).Sum(moment => 1m / Running(intervals, moment));
            Assert.Equal(expected, shares[i], precision: 15);
        }
        Assert.Equal(Length(SharedInstance.Union(intervals)), shares.Sum(), precision: 15);
    });

    [Fact]
    public void BilledNanoseconds_ExactRule_IsTheLengthOfTheUnion() => Intervals.Sample(intervals =>
        Assert.Equal(Length(SharedInstance.Union(intervals)), SharedInstance.BilledNanoseconds(intervals, Exact)));

    [Fact]
    public void BilledNanoseconds_RoundedUp_CoversTheUnionAndNoMomentTwice() =>
        Gen.Select(Intervals, Gen.Long[1, 7], Gen.Long[0, 15]).Sample((intervals, step, minimum) =>
        {
            var billed = SharedInstance.BilledNanoseconds(intervals, Exact with { StepNanoseconds = step, MinimumNanoseconds = minimum });

            Assert.Equal(BilledByHand(intervals, step, minimum), billed);
            Assert.True(billed >= Length(SharedInstance.Union(intervals)));
            Assert.True(billed <= Ticks + step + minimum);
        });

    [Fact]
    public void BilledNanoseconds_RequestsAtOnce_CostTheMinimumOnce()
    {
        var flex = PriceBook.BuiltIn.Plan("azure", "functions-flex")!.Billing;
        var atOnce = Enumerable.Repeat(new BusyInterval(0, 300_000_000), 5);

        Assert.Equal(1_000_000_000, SharedInstance.BilledNanoseconds(atOnce, flex));
        Assert.Equal(2_000_000_000, SharedInstance.BilledNanoseconds([new(0, 200_000_000), new(2_700_000_000, 2_900_000_000)], flex));
    }

    [Fact]
    public void Shares_TwoOfThreeOverlap_SplitOnlyWhatTheyShare() =>
        Assert.Equal([7.5m, 4.5m, 4m], SharedInstance.Shares([new(0, 10), new(5, 12), new(20, 24)]));

    [Fact]
    public void Shares_WholeRangeOfTime_DoesNotOverflow() =>
        Assert.Equal(2m * long.MaxValue, SharedInstance.Shares([new(-long.MaxValue, long.MaxValue)])[0]);

    private static IEnumerable<long> Moments => Enumerable.Range(0, Ticks).Select(moment => (long)moment);

    private static bool Holds(BusyInterval interval, long moment) =>
        interval.StartUnixNanoseconds <= moment && moment < interval.EndUnixNanoseconds;

    private static int Running(IEnumerable<BusyInterval> intervals, long moment) => intervals.Count(interval => Holds(interval, moment));

    private static decimal Length(IEnumerable<BusyInterval> intervals) =>
        intervals.Sum(interval => interval.EndUnixNanoseconds - interval.StartUnixNanoseconds);

    /// <summary>Walks the moments: after a pause outside what is paid already a new window opens, otherwise the open one grows.</summary>
    private static long BilledByHand(BusyInterval[] intervals, long step, long minimum)
    {
        var (billed, from, until) = (0L, 0L, 0L);
        foreach (var moment in Moments.Where(moment => Begins(intervals, moment)))
        {
            if (moment >= until && Running(intervals, moment - 1) == 0)
            {
                (from, until) = (moment, moment);
            }
            var length = Math.Max(moment - from + (Running(intervals, moment) > 0 ? 1 : 0), minimum);
            var next = from + ((length + step - 1) / step * step);
            billed += next - until;
            until = next;
        }
        return billed;
    }

    private static bool Begins(BusyInterval[] intervals, long moment) =>
        intervals.Any(interval => interval.StartUnixNanoseconds == moment) || Running(intervals, moment) > 0;
}

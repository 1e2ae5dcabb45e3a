using Observe.Server.Api;
using Observe.Server.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Tests.Api;

public sealed class TraceCompletenessTests
{
    private static readonly DateTimeOffset TenSecondsLater = UnixTime.ToDateTimeOffset(Some.Start).AddTicks(1).AddSeconds(10);

    public static TheoryData<string, TraceResult, bool> Cases => new()
    {
        { "one root, parents present", Some.Trace(Some.Span(1), Some.Span(2, 1)), true },
        { "two roots", Some.Trace(Some.Span(1), Some.Span(2)), false },
        { "no root", Some.Trace(Some.Span(2, 1), Some.Span(1, 2)), false },
        { "a parent missing", Some.Trace(Some.Span(1), Some.Span(3, 2)), false },
        { "cut", Some.Trace(Some.Span(1)) with { Truncated = true }, false },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void IsComplete_AfterSilence_DependsOnTheTree(string why, TraceResult trace, bool expected) =>
        Assert.True(expected == TraceCompleteness.IsComplete(trace, TenSecondsLater), why);

    [Fact]
    public void IsComplete_NewestArrivalUnderTenSecondsAgo_IsFalse() =>
        Assert.False(TraceCompleteness.IsComplete(Some.Trace(Some.Span(1)), TenSecondsLater.AddMilliseconds(-1)));
}

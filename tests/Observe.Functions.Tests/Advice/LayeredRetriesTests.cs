using Observe.Functions.Advice;
using static Observe.Functions.Tests.Advice.SomeTrace;

namespace Observe.Functions.Tests.Advice;

public class LayeredRetriesTests
{
    [Fact]
    public void Of_ThreeAttemptsBelowThree_CountsNine()
    {
        var found = LayeredRetries.Of(Layers(outer: 3, inner: 3));

        Assert.Equal((9, "bank"), (found.Attempts, found.Peer));
        Assert.Equal(["t"], found.TraceIds);
    }

    [Fact]
    public void Of_LastAttemptGoesWell_CountsItToo()
    {
        var spans = Layers(outer: 2, inner: 3);

        // The second attempt of the caller, and the first call below it.
        Assert.Equal(4, LayeredRetries.Of(spans.Where(span => span.SpanId is not ("c1-1" or "c1-2")).Select(span => span.SpanId is "o1" or "c1-0" ? span with { HasFailed = false } : span)).Attempts);
    }

    [Theory]
    [InlineData(1, 3)]
    [InlineData(3, 1)]
    public void Of_OneLayer_IsHowItShouldBe(int outer, int inner) => Assert.Equal(ObservedRetries.None, LayeredRetries.Of(Layers(outer, inner)));

    [Fact]
    public void Of_LayersOfOthers_AreNotOfTheFunction() => Assert.Equal(
        ObservedRetries.None, LayeredRetries.Of(Layers(outer: 3, inner: 3).Append(Invocation("f", "root", 500, 600, service: "mailer")).Select(span =>
            span.Service == "mailer" ? span : span with { IsInvocation = false })));

    [Fact]
    public void Of_NextOneIsForSomethingElse_IsNoRetry() => Assert.Equal(
        ObservedRetries.None, LayeredRetries.Of(Layers(outer: 3, inner: 3).Select(span => span.IsCall && span.Peer == "bank" ? span with { Target = $"/{span.SpanId}" } : span)));

    [Fact]
    public void Of_NextOneBeganBeforeTheFirstFailed_IsNoRetry() => Assert.Equal(
        ObservedRetries.None, LayeredRetries.Of(Layers(outer: 3, inner: 3).Select(span => span.IsCall && span.Peer == "bank" ? span with { Start = 0 } : span)));

    [Fact]
    public void Of_RingOfParents_Ends() => Assert.Equal(
        ObservedRetries.None, LayeredRetries.Of([Call("a", "b", 0, 10, fails: true), Call("b", "a", 20, 30, fails: true), Call("c", "b", 40, 50, fails: true)]));

    /// <summary>A gateway asks payments, which asks the bank: every attempt fails.</summary>
    private static TracedSpan[] Layers(int outer, int inner) =>
    [
        Inner("root", "", 0, 1_000, service: "gateway"),
        .. Enumerable.Range(0, outer).SelectMany(i => (TracedSpan[])
        [
            Call($"o{i}", "root", i * 100, (i * 100) + 90, fails: true, peer: "payments", service: "gateway"),
            Invocation($"f{i}", $"o{i}", (i * 100) + 1, (i * 100) + 89, service: "payments") with { HasFailed = true },
            .. Enumerable.Range(0, inner).Select(j => Call($"c{i}-{j}", $"f{i}", (i * 100) + 2 + (j * 10), (i * 100) + 11 + (j * 10), fails: true, peer: "bank", service: "payments")),
        ]),
    ];
}

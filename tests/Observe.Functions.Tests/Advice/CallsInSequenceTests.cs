using Observe.Functions.Advice;
using static Observe.Functions.Tests.Advice.SomeTrace;

namespace Observe.Functions.Tests.Advice;

public class CallsInSequenceTests
{
    [Fact]
    public void Of_TenOneAfterAnother_CountsThem()
    {
        var found = CallsInSequence.Of([Invocation("f", "", 0, 100), .. Row("f", 12, every: 8, takes: 8)]);

        Assert.Equal(("orders-db", 12, 1, 1), (found.Peer, found.Calls, found.Invocations, found.Of));
        Assert.Equal(["t"], found.TraceIds);
    }

    [Fact]
    public void Of_CallsBelowSpansOfTheFunction_AreItsOwn() =>
        Assert.Equal(12, CallsInSequence.Of([Invocation("f", "", 0, 100), Inner("s", "f", 0, 100), .. Row("s", 12, every: 8, takes: 8)]).Calls);

    [Fact]
    public void Of_RequestsThatOtherCallsSend_CountOnce()
    {
        var calls = Row("f", 6, every: 16, takes: 16).ToArray();

        Assert.Equal(
            ObservedChatter.None,
            CallsInSequence.Of([Invocation("f", "", 0, 100), .. calls, .. calls.Select((call, i) => Call($"http{i}", call.SpanId, i * 16, (i * 16) + 15))]));
    }

    [Fact]
    public void Of_CallsOfAnotherService_AreNotOfTheFunction() => Assert.Equal(
        ObservedChatter.None,
        CallsInSequence.Of(
        [
            Invocation("f", "", 0, 100), Call("c", "f", 0, 100, peer: "prices"), Inner("p", "c", 0, 100, service: "prices"),
            .. Row("p", 12, every: 8, takes: 8).Select(call => call with { Service = "prices" }),
        ]));

    [Theory]
    [InlineData(9, 10, 10)] // too few
    [InlineData(12, 4, 8)] // side by side
    [InlineData(12, 8, 4)] // less than half of the time
    public void Of_CallsThatAreFine_FindsNothing(int calls, long every, long takes) =>
        Assert.Equal(ObservedChatter.None, CallsInSequence.Of([Invocation("f", "", 0, 100), .. Row("f", calls, every, takes)]));

    [Fact]
    public void Of_SeveralPeers_IsTheOneOfTheMostInvocations()
    {
        var found = CallsInSequence.Of(
        [
            .. new[] { "a", "b", "c" }.SelectMany((trace, i) => new[] { Invocation("f", "", 0, 100, trace: trace) }.Concat(
                Row("f", 10 + i, every: 8, takes: 8).Select(call => call with { TraceId = trace, Peer = i == 0 ? "cache" : "orders-db" }))),
        ]);

        Assert.Equal(("orders-db", 12, 2, 3), (found.Peer, found.Calls, found.Invocations, found.Of));
        Assert.Equal(["c", "b"], found.TraceIds);
    }

    private static IEnumerable<TracedSpan> Row(string parent, int calls, long every, long takes) =>
        Enumerable.Range(0, calls).Select(i => Call($"c{i}", parent, i * every, (i * every) + takes));
}

using Observe.Functions.Async;

namespace Observe.Functions.Tests.Async;

public class CallPathTests
{
    [Fact]
    public void Depth_InvocationsBesideEachOther_AreNoRecursion() =>
        Assert.Equal(1, CallPath.Depth([("r", "", false), ("a", "r", true), ("b", "r", true), ("c", "r", true)]));

    [Fact]
    public void Depth_InvocationsBehindEachOther_AreCounted() =>
        Assert.Equal(3, CallPath.Depth([("a", "gone", true), ("q1", "a", false), ("b", "q1", true), ("q2", "b", false), ("c", "q2", true), ("d", "a", true)]));

    [Fact]
    public void Depth_RingOfParents_Ends() => Assert.InRange(CallPath.Depth([("a", "b", true), ("b", "a", true), ("c", "b", true)]), 1, 3);

    [Fact]
    public void Depth_RandomTrees_EqualWalkingEachPath()
    {
        var random = new Random(5);
        for (var run = 0; run < 300; run++)
        {
            var spans = Enumerable.Range(0, random.Next(1, 40))
                .Select(number => ($"{number}", number == 0 || random.Next(9) == 0 ? "" : $"{random.Next(number)}", random.Next(3) == 0)).OrderBy(_ => random.Next()).ToArray();
            var byId = spans.ToDictionary(span => span.Item1);

            int Walk(string id) => byId.TryGetValue(id, out var span) ? (span.Item3 ? 1 : 0) + Walk(span.Item2) : 0;
            Assert.Equal(spans.Max(span => Walk(span.Item1)), CallPath.Depth(spans));
        }
    }

    [Fact]
    public void Depth_VeryLongPath_NeedsNoStack() =>
        Assert.Equal(100_000, CallPath.Depth([.. Enumerable.Range(0, 100_000).Select(number => ($"{number}", number == 0 ? "" : $"{number - 1}", true))]));
}

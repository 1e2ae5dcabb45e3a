using CsCheck;
using Observe.Storage.Read;
using Observe.Storage.Write;
using Observe.UI.Shaping;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.Shaping;

public sealed class WaterfallBuilderTests
{
    /// <summary>Few ids, so that missing parents, spans of the same id, self parents and circles are common.</summary>
    private static readonly Gen<List<SpanRecord>> AnySpans =
        Gen.Select(Gen.ULong[1, 12], Gen.ULong[0, 14], Gen.Long[0, 60], Gen.Long[0, 40], Gen.Int[0, 2])
            .Select(parts => Span(
                parts.Item1, parts.Item2, parts.Item3, parts.Item3 + parts.Item4,
                status: parts.Item5 == 0 ? SpanStatus.Error : SpanStatus.Unset))
            .List[1, 24];

    [Fact]
    public void Build_NoSpans_IsNull() => Assert.Null(WaterfallBuilder.Build([]));

    [Fact]
    public void Build_ParentsAndChildren_AreDepthFirstByStart()
    {
        var waterfall = Build(Span(3, 1, 50, 60), Span(4, 2, 20, 30), Span(1, 0, 0, 100), Span(2, 1, 10, 40));

        Assert.Equal([1UL, 2, 4, 3], waterfall.Nodes.Select(node => node.Span.SpanId.Value));
        Assert.Equal([0, 1, 2, 1], waterfall.Nodes.Select(node => node.Depth));
        Assert.Equal([4, 2, 1, 1], waterfall.Nodes.Select(node => node.SubtreeSize));
    }

    [Fact]
    public void Build_OverlappingChildren_SelfTimeCountsThemOnce()
    {
        var waterfall = Build(Span(1, 0, 0, 100), Span(2, 1, 10, 40), Span(3, 1, 30, 60), Span(4, 1, 90, 150));

        Assert.Equal(40 * Millisecond, waterfall.Root.SelfNanoseconds);
        Assert.Equal(
            [Segment(0, 10), Segment(60, 90)],
            waterfall.SelfSegments(waterfall.Root));
    }

    [Fact]
    public void SelfSegments_ManySmallGaps_AreLeftOut()
    {
        var waterfall = Build(Span(1, 0, 0, 100), Span(2, 1, 10, 40), Span(3, 1, 41, 90));

        Assert.Equal([Segment(0, 10), Segment(90, 100)], waterfall.SelfSegments(waterfall.Root, 5 * Millisecond));
    }

    [Fact]
    public void Build_MissingParent_IsAtTheTopAndFlagged()
    {
        var waterfall = Build(Span(1, 0, 0, 100), Span(2, 9, 10, 20));

        Assert.Equal(WaterfallIssues.ParentMissing, waterfall.Nodes[1].Issues);
        Assert.Equal(0, waterfall.Nodes[1].Depth);
        Assert.Equal(1UL, waterfall.Root.Span.SpanId.Value);
    }

    [Fact]
    public void Build_RootStartsAfterOrphan_RootIsTheOneWithoutParent()
    {
        var waterfall = Build(Span(2, 9, 0, 20), Span(1, 0, 5, 100));

        Assert.Equal(1UL, waterfall.Root.Span.SpanId.Value);
    }

    [Fact]
    public void Build_OnlyOrphans_RootIsTheEarliest()
    {
        var waterfall = Build(Span(3, 9, 10, 20), Span(2, 8, 5, 20));

        Assert.Equal(2UL, waterfall.Root.Span.SpanId.Value);
    }

    [Fact]
    public void Build_TwoRoots_BothAreAtTheTop()
    {
        var waterfall = Build(Span(1, 0, 0, 10), Span(2, 0, 20, 30), Span(3, 2, 22, 25));

        Assert.Equal([0, 0, 1], waterfall.Nodes.Select(node => node.Depth));
        Assert.Equal(WaterfallIssues.None, waterfall.Issues);
    }

    [Fact]
    public void Build_SelfParent_IsAtTheTopAndFlagged()
    {
        var waterfall = Build(Span(1, 1, 0, 10));

        Assert.Equal(WaterfallIssues.Cycle, waterfall.Root.Issues);
    }

    [Fact]
    public void Build_Cycle_IsCutAtItsEarliestSpan()
    {
        var waterfall = Build(Span(1, 3, 5, 10), Span(2, 1, 6, 9), Span(3, 2, 7, 8), Span(4, 3, 7, 8));

        Assert.Equal([1UL, 2, 3, 4], waterfall.Nodes.Select(node => node.Span.SpanId.Value));
        Assert.Equal(WaterfallIssues.Cycle, waterfall.Nodes[0].Issues);
        Assert.All(waterfall.Nodes.Skip(1), node => Assert.Equal(WaterfallIssues.None, node.Issues));
    }

    [Fact]
    public void Build_SameIdTwice_KeepsBothAndFlagsTheSecond()
    {
        var waterfall = Build(Span(1, 0, 0, 10), Span(1, 0, 2, 8), Span(2, 1, 3, 4));

        Assert.Equal(3, waterfall.Nodes.Count);
        Assert.Equal(WaterfallIssues.DuplicateId, Assert.Single(waterfall.Nodes, node => node.Issues != 0).Issues);
        Assert.Equal(0, waterfall.Nodes.Single(node => node.Span.SpanId.Value == 2).ParentIndex);
    }

    [Fact]
    public void Build_ChildBeforeParent_IsFlaggedAndNotMoved()
    {
        var waterfall = Build(Span(1, 0, 10, 100), Span(2, 1, 6, 50));

        var child = waterfall.Nodes[1];
        Assert.Equal(WaterfallIssues.ClockSkew, child.Issues);
        Assert.Equal(4 * Millisecond, child.SkewNanoseconds);
        Assert.Equal(0, child.OffsetNanoseconds);
    }

    [Fact]
    public void Build_ParallelChildren_CriticalPathFollowsTheLastToEnd()
    {
        var waterfall = Build(Span(1, 0, 0, 100), Span(2, 1, 10, 40), Span(3, 1, 20, 90), Span(4, 3, 30, 60));

        Assert.Equal([Segment(0, 20), Segment(90, 100)], Node(waterfall, 1).CriticalPath);
        Assert.Empty(Node(waterfall, 2).CriticalPath);
        Assert.Equal([Segment(20, 30), Segment(60, 90)], Node(waterfall, 3).CriticalPath);
        Assert.Equal([Segment(30, 60)], Node(waterfall, 4).CriticalPath);
    }

    [Fact]
    public void Build_ChainOfTwentyThousand_DoesNotRecurse()
    {
        var spans = Enumerable.Range(1, 20_000).Select(id => Span((ulong)id, (ulong)(id - 1), id, 30_000)).ToArray();

        var waterfall = Build(spans);

        Assert.Equal(19_999, waterfall.Nodes[^1].Depth);
        Assert.Equal(20_000, waterfall.Root.SubtreeSize);
    }

    [Fact]
    public void Build_AnySpans_EachIsThereOnceUnderItsParent() =>
        AnySpans.Sample(spans =>
        {
            var waterfall = Build([.. spans]);

            Assert.Equal(
                spans.ToHashSet(ReferenceEqualityComparer.Instance),
                waterfall.Nodes.Select(node => node.Span).ToHashSet(ReferenceEqualityComparer.Instance));
            Assert.Equal(spans.Count, waterfall.Nodes.Count);
            foreach (var node in waterfall.Nodes)
            {
                Assert.Equal(node.Index, waterfall.Nodes.Index().Single(other => other.Item == node).Index);
                Assert.True(node.ParentIndex < node.Index);
                Assert.Equal(node.ParentIndex < 0 ? 0 : waterfall.Nodes[node.ParentIndex].Depth + 1, node.Depth);
                Assert.Equal(
                    node.SubtreeSize,
                    1 + waterfall.ChildrenOf(node).Sum(child => child.SubtreeSize));
                Assert.All(waterfall.ChildrenOf(node), child => Assert.Equal(node.Index, child.ParentIndex));
            }
        });

    [Fact]
    public void Build_AnySpans_SelfTimeIsTheSelfSegmentsAndWithinTheSpan() =>
        AnySpans.Sample(spans => Assert.All(Build([.. spans]).Nodes, node =>
        {
            var segments = Build([.. spans]).SelfSegments(node);
            Assert.Equal(node.SelfNanoseconds, segments.Sum(segment => segment.Nanoseconds));
            Assert.All(segments, segment => Assert.True(
                segment.FromNanoseconds >= node.OffsetNanoseconds && segment.ToNanoseconds <= node.EndOffsetNanoseconds));
        }));

    [Fact]
    public void Build_AnySpans_CriticalPathFillsTheRootExactlyOnce() =>
        AnySpans.Sample(spans =>
        {
            var waterfall = Build([.. spans]);
            var path = waterfall.Nodes.SelectMany(node => node.CriticalPath)
                .OrderBy(segment => segment.FromNanoseconds)
                .ToList();

            Assert.Equal(waterfall.Root.Span.DurationNanoseconds, path.Sum(segment => segment.Nanoseconds));
            Assert.All(path.Zip(path.Skip(1)), pair => Assert.Equal(pair.First.ToNanoseconds, pair.Second.FromNanoseconds));
        });

    [Fact]
    public void Build_AnySpans_ErrorsAddUp() =>
        AnySpans.Sample(spans =>
        {
            var waterfall = Build([.. spans]);

            Assert.Equal(
                spans.Count(span => span.Status == SpanStatus.Error),
                waterfall.Nodes.Where(node => node.ParentIndex < 0).Sum(node => node.ErrorCount));
        });

    private static Waterfall Build(params SpanRecord[] spans) => WaterfallBuilder.Build(spans)!;

    private static WaterfallNode Node(Waterfall waterfall, ulong id) =>
        waterfall.Nodes.Single(node => node.Span.SpanId.Value == id);

    private static WaterfallSegment Segment(long from, long to) => new(from * Millisecond, to * Millisecond);
}

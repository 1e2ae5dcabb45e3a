using Observe.Storage.Write;
using Observe.UI.Shaping;
using static Observe.UI.Tests.Shaping.TraceSome;

namespace Observe.UI.Tests.Shaping;

public sealed class TraceOperationsTests
{
    private static readonly Waterfall Trace = WaterfallBuilder.Build(
    [
        Span(1, 0, 0, 100, name: "root"),
        Span(2, 1, 0, 30, "db", "query"),
        Span(3, 1, 30, 70, "db", "query", SpanStatus.Error),
        Span(4, 1, 30, 40, "db", "query"),
        Span(5, 3, 30, 65, "cache", "get"),
    ])!;

    [Fact]
    public void Of_ATrace_SumsSelfTimeAndPathByOperation()
    {
        var operations = TraceOperations.Of(Trace, OperationSort.Self);

        Assert.Equal(["query", "get", "root"], operations.Select(operation => operation.Name));
        var query = operations[0];
        Assert.Equal((3, 1), (query.Count, query.Errors));
        Assert.Equal((45 * Millisecond, 30 * Millisecond, 40 * Millisecond), (query.SelfNanoseconds, query.P50, query.Longest));
        Assert.Equal(3UL, query.LongestNode.Span.SpanId.Value);
        Assert.Equal(100 * Millisecond, operations.Sum(operation => operation.PathNanoseconds));
    }

    [Theory]
    [InlineData(OperationSort.Count, "query")]
    [InlineData(OperationSort.Errors, "query")]
    [InlineData(OperationSort.Slowest, "root")]
    [InlineData(OperationSort.Typical, "root")]
    [InlineData(OperationSort.Name, "get")]
    public void Of_ATrace_IsSorted(OperationSort sort, string first) => Assert.Equal(first, TraceOperations.Of(Trace, sort)[0].Name);
}

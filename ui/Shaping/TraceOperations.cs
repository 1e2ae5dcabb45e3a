namespace Observe.UI.Shaping;

/// <summary>The spans of a trace put together by service and name: which operation took the time, and how often it ran.</summary>
public static class TraceOperations
{
    /// <summary>In the order of <paramref name="sort"/>, the largest first; names in their alphabet.</summary>
    public static IReadOnlyList<TraceOperation> Of(Waterfall waterfall, OperationSort sort)
    {
        var operations = waterfall.Nodes
            .GroupBy(node => (node.Span.Service, node.Span.Name))
            .Select(group => Of(group.Key.Service, group.Key.Name, [.. group]));
        var sorted = sort switch
        {
            OperationSort.Name => operations.OrderBy(item => item.Service, StringComparer.Ordinal),
            OperationSort.Count => operations.OrderByDescending(item => item.Count),
            OperationSort.Errors => operations.OrderByDescending(item => item.Errors),
            OperationSort.Path => operations.OrderByDescending(item => item.PathNanoseconds),
            OperationSort.Typical => operations.OrderByDescending(item => item.P50),
            OperationSort.Slowest => operations.OrderByDescending(item => item.Longest),
            _ => operations.OrderByDescending(item => item.SelfNanoseconds),
        };
        return [.. sorted.ThenBy(item => item.Service, StringComparer.Ordinal).ThenBy(item => item.Name, StringComparer.Ordinal)];
    }

    private static TraceOperation Of(string service, string name, IReadOnlyList<WaterfallNode> nodes)
    {
        var durations = nodes.Select(node => node.Span.DurationNanoseconds).Order().ToArray();
        return new TraceOperation(
            service, name, nodes.Count,
            nodes.Count(node => node.Span.Status == Storage.Write.SpanStatus.Error),
            nodes.Sum(node => node.SelfNanoseconds),
            nodes.Sum(node => node.CriticalPath.Sum(segment => segment.Nanoseconds)),
            // The lower of two in the middle: a duration that there was.
            durations[(durations.Length - 1) / 2], durations[^1], nodes.MaxBy(node => node.Span.DurationNanoseconds)!);
    }
}

/// <param name="SelfNanoseconds">The time in which no child of theirs was running, summed.</param>
/// <param name="PathNanoseconds">Their part of the critical path: what the root's answer waited for.</param>
/// <param name="P50">The median duration.</param>
/// <param name="LongestNode">The span of the longest duration.</param>
public sealed record TraceOperation(
    string Service, string Name, int Count, int Errors, long SelfNanoseconds, long PathNanoseconds, long P50, long Longest, WaterfallNode LongestNode);

/// <summary>What the table of operations is sorted by.</summary>
public enum OperationSort
{
    Self,
    Path,
    Count,
    Errors,
    Typical,
    Slowest,
    Name,
}

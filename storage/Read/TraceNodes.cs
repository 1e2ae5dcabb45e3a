using System.Collections.Frozen;
using Observe.Functions.Kinds;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>The nodes of a trace: what each span ran in, or what it called if that sent no spans of its own.</summary>
public static class TraceNodes
{
    private static readonly FrozenSet<string> CalledKeys = CalledNodeReader.Keys.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>One node a span. No span is added: an inferred node is only another look at the call.</summary>
    public static IReadOnlyDictionary<SpanRecord, GraphNode> Of(IReadOnlyList<SpanRecord> spans)
    {
        var answered = Answered(spans);
        var nodes = new Dictionary<SpanRecord, GraphNode>(spans.Count, ReferenceEqualityComparer.Instance);
        // Spans of one resource share its list. A service without attributes has none of its own.
        foreach (var process in spans.GroupBy(span => (span.Service, (object)span.Resource), ProcessComparer.Instance))
        {
            var host = HostOf([.. process]);
            foreach (var span in process)
            {
                nodes[span] = Called(span, answered) ?? host;
            }
        }
        return nodes;
    }

    /// <summary>A span that was invoked tells of its process what the resource may not say: that it is a function.</summary>
    private static GraphNode HostOf(IReadOnlyList<SpanRecord> process)
    {
        var invoked = process.FirstOrDefault(
            span => span.Kind is SpanKind.Server or SpanKind.Consumer && HostNodeReader.IsInvocation(TelemetryAttributes.Lookup(span.Attributes)));
        var node = HostNodeReader.Read(
            invoked is null ? _ => null : TelemetryAttributes.Lookup(invoked.Attributes), TelemetryAttributes.Lookup(process[0].Resource));
        return node with { Name = process[0].Service };
    }

    private static GraphNode? Called(SpanRecord span, HashSet<SpanId> answered)
    {
        // Of the second there may be a hundred thousand in a trace, and the reader asks for each of its keys.
        if (span.Kind is not (SpanKind.Client or SpanKind.Producer) || !span.Attributes.Any(attribute => CalledKeys.Contains(attribute.Key)))
        {
            return null;
        }
        var called = CalledNodeReader.Read(TelemetryAttributes.Lookup(span.Attributes));
        // Who takes a message is below the span that sent it, and is not what keeps the message.
        return called is { Kind: NodeKind.Queue or NodeKind.Topic or NodeKind.Stream } || !answered.Contains(span.SpanId) ? called : null;
    }

    /// <summary>The spans whose callee is in the trace: a span below them was asked for, or is of another service.</summary>
    private static HashSet<SpanId> Answered(IReadOnlyList<SpanRecord> spans)
    {
        var services = new Dictionary<SpanId, string>(spans.Count);
        foreach (var span in spans)
        {
            services.TryAdd(span.SpanId, span.Service);
        }
        return
        [
            .. spans.Where(span => services.TryGetValue(span.ParentSpanId, out var caller)
                    && (span.Kind is SpanKind.Server or SpanKind.Consumer || span.Service != caller))
                .Select(span => span.ParentSpanId),
        ];
    }

    /// <summary>Resources are compared by reference: their lists are long, and equal ones are the same.</summary>
    private sealed class ProcessComparer : IEqualityComparer<(string Service, object Resource)>
    {
        public static ProcessComparer Instance { get; } = new();

        public bool Equals((string Service, object Resource) x, (string Service, object Resource) y) =>
            ReferenceEquals(x.Resource, y.Resource) && x.Service == y.Service;

        public int GetHashCode((string Service, object Resource) obj) => obj.Service.GetHashCode(StringComparison.Ordinal);
    }
}

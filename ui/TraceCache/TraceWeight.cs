using System.Runtime.CompilerServices;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.TraceCache;

/// <summary>What a trace takes of the memory: objects, arrays and texts as a 64-bit runtime lays them out. Texts and lists that spans share count once, as far as they are met again soon.</summary>
public sealed class TraceWeight
{
    /// <summary>Header and type of an object; of an array its length, too.</summary>
    private const int ObjectBytes = 16;
    private const int ArrayBytes = 24;
    private const int TextBytes = 22;

    /// <summary>Fields of a <see cref="SpanRecord"/> and of a <see cref="WaterfallNode"/>, header included.</summary>
    private const int SpanBytes = 168;
    private const int NodeBytes = 88;
    private const int EventBytes = 48;
    private const int LinkBytes = 64;

    /// <summary>References to it: in the list of spans, of nodes, and in its row.</summary>
    private const int PlaceBytes = 32;

    private const int Remembered = 4_096;

    private readonly object?[] _seen = new object?[Remembered];
    private long _bytes;

    private TraceWeight()
    {
    }

    /// <returns>Bytes.</returns>
    public static long Of(Waterfall waterfall)
    {
        var weight = new TraceWeight();
        foreach (var node in waterfall.Nodes)
        {
            weight.Add(node);
        }
        return weight._bytes;
    }

    private void Add(WaterfallNode node)
    {
        _bytes += NodeBytes + SpanBytes + PlaceBytes;
        if (node.CriticalPath.Count > 0)
        {
            _bytes += ArrayBytes + (node.CriticalPath.Count * Unsafe.SizeOf<WaterfallSegment>());
        }
        if (IsNew(node.GraphNode))
        {
            _bytes += ObjectBytes + 32;
            Add(node.GraphNode.Name);
        }
        Add(node.Span);
    }

    private void Add(SpanRecord span)
    {
        Add(span.Service);
        Add(span.Name);
        Add(span.StatusMessage);
        Add(span.TraceState);
        Add(span.ScopeName);
        Add(span.ScopeVersion);
        Add(span.ScopeAttributes);
        Add(span.Attributes);
        Add(span.Resource);
        _bytes += span.Events.Count == 0 ? 0 : ArrayBytes + (span.Events.Count * (EventBytes + sizeof(long)));
        for (var index = 0; index < span.Events.Count; index++)
        {
            Add(span.Events[index].Name);
            Add(span.Events[index].Attributes);
        }
        _bytes += span.Links.Count == 0 ? 0 : ArrayBytes + (span.Links.Count * (LinkBytes + sizeof(long)));
        for (var index = 0; index < span.Links.Count; index++)
        {
            Add(span.Links[index].TraceState);
            Add(span.Links[index].Attributes);
        }
    }

    private void Add(IReadOnlyList<TelemetryAttribute> attributes)
    {
        if (attributes.Count == 0 || !IsNew(attributes))
        {
            return;
        }
        _bytes += ArrayBytes + (attributes.Count * Unsafe.SizeOf<TelemetryAttribute>());
        for (var index = 0; index < attributes.Count; index++)
        {
            Add(attributes[index].Key);
            Add(attributes[index].Value.Text);
        }
    }

    private void Add(string text)
    {
        if (text.Length > 0 && IsNew(text))
        {
            _bytes += TextBytes + (text.Length * sizeof(char));
        }
    }

    private bool IsNew(object item)
    {
        ref var seen = ref _seen[RuntimeHelpers.GetHashCode(item) & (Remembered - 1)];
        if (ReferenceEquals(seen, item))
        {
            return false;
        }
        seen = item;
        return true;
    }
}

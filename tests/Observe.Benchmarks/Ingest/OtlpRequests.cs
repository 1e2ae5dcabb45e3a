using Observe.Benchmarks.Shapes;
using Observe.Storage;
using Observe.Storage.Write.Columns;

namespace Observe.Benchmarks.Ingest;

/// <summary>
/// Encodes shaped spans as OTLP/protobuf trace requests, as an SDK would: spans grouped by resource, ids and times patched
/// afterwards so that a request can be sent again as another one without being encoded again.
/// </summary>
internal static class OtlpRequests
{
    private const int LengthBytes = 4;

    public static byte[] Encode(IReadOnlyList<ShapedSpan> spans)
    {
        var output = new ColumnBuffer();
        foreach (var group in spans.GroupBy(span => span.Resource))
        {
            var resourceSpans = Begin(output, 0x0a);
            var resource = Begin(output, 0x0a);
            Attributes(output, 0x0a, group.Key.Attributes);
            End(output, resource);
            var scopeSpans = Begin(output, 0x12);
            var scope = Begin(output, 0x0a);
            Text(output, 0x0a, group.First().Scope);
            End(output, scope);
            foreach (var span in group)
            {
                Span(output, span);
            }
            End(output, scopeSpans);
            End(output, resourceSpans);
        }
        return output.Written.ToArray();
    }

    private static void Span(ColumnBuffer output, ShapedSpan span)
    {
        var start = Begin(output, 0x12);
        Bytes(output, 0x0a, span.TraceId);
        Bytes(output, 0x12, span.SpanId);
        Bytes(output, 0x22, span.ParentSpanId);
        Text(output, 0x2a, span.Name);
        output.Byte(0x30);
        output.VarUInt((ulong)span.Kind);
        output.Byte(0x39);
        output.UInt64((ulong)span.StartUnixNanoseconds);
        output.Byte(0x41);
        output.UInt64((ulong)(span.StartUnixNanoseconds + span.DurationNanoseconds));
        Attributes(output, 0x4a, span.Attributes);
        if (span.Status != Observe.Storage.Write.SpanStatus.Unset)
        {
            var status = Begin(output, 0x7a);
            output.Byte(0x18);
            output.VarUInt((ulong)span.Status);
            End(output, status);
        }
        End(output, start);
    }

    private static void Attributes(ColumnBuffer output, byte tag, IEnumerable<TelemetryAttribute> attributes)
    {
        foreach (var (key, value) in attributes)
        {
            var pair = Begin(output, tag);
            Text(output, 0x0a, key);
            var any = Begin(output, 0x12);
            switch (value.Kind)
            {
                case AttributeKind.Integer:
                    output.Byte(0x18);
                    output.VarUInt((ulong)value.Integer);
                    break;
                case AttributeKind.Double:
                    output.Byte(0x21);
                    output.UInt64(BitConverter.DoubleToUInt64Bits(value.Double));
                    break;
                case AttributeKind.Boolean:
                    output.Byte(0x10);
                    output.VarUInt(value.Boolean ? 1u : 0u);
                    break;
                default:
                    Text(output, 0x0a, value.Text);
                    break;
            }
            End(output, any);
            End(output, pair);
        }
    }

    private static void Text(ColumnBuffer output, byte tag, string text) => Bytes(output, tag, System.Text.Encoding.UTF8.GetBytes(text));

    private static void Bytes(ColumnBuffer output, byte tag, byte[] bytes)
    {
        if (bytes.Length > 0)
        {
            output.Byte(tag);
            output.Text(bytes);
        }
    }

    private static int Begin(ColumnBuffer output, byte tag)
    {
        output.Byte(tag);
        output.Take(LengthBytes);
        return output.Length;
    }

    /// <summary>The shortest form of the length, as every encoder writes it: what follows moves up.</summary>
    private static void End(ColumnBuffer output, int start)
    {
        var message = output.Written[start..].ToArray();
        output.Truncate(start - LengthBytes);
        output.Text(message);
    }
}

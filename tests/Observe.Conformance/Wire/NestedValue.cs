using System.Text;

namespace Observe.Conformance.Wire;

/// <summary>A value inside a value inside a value, written without recursion: a million levels need no stack here.</summary>
public static class NestedValue
{
    private static readonly byte[] Bottom = new ProtobufWriter().Text(1, "bottom").ToArray();

    /// <param name="lists">Key-value lists instead of arrays.</param>
    public static OtlpMessage Of(int depth, bool lists) => new OtlpMessage().Raw(Protobuf(depth, lists), Json(depth, lists));

    private static byte[] Protobuf(int depth, bool lists)
    {
        // From the inside out: how many bytes each level holds.
        var held = new long[depth + 1];
        held[0] = Bottom.Length;
        for (var level = 1; level <= depth; level++)
        {
            held[level] = Sizes(held[level - 1], lists)[0] + Header(Sizes(held[level - 1], lists)[0]);
        }
        // From the outside in: the headers.
        var writer = new ProtobufWriter();
        for (var level = depth; level > 0; level--)
        {
            var sizes = Sizes(held[level - 1], lists);
            writer.Tag(lists ? 6 : 5, 2).Varint((ulong)sizes[0]);
            if (lists)
            {
                writer.Tag(1, 2).Varint((ulong)sizes[1]).Text(1, "k").Tag(2, 2).Varint((ulong)held[level - 1]);
            }
            else
            {
                writer.Tag(1, 2).Varint((ulong)held[level - 1]);
            }
        }
        return writer.Raw(Bottom).ToArray();
    }

    /// <summary>Bytes of the array or list that holds a value of so many bytes, and of the list's pair.</summary>
    private static long[] Sizes(long inner, bool lists)
    {
        var pair = 3 + Header(inner) + inner;
        return lists ? [Header(pair) + pair, pair] : [Header(inner) + inner, 0];
    }

    private static int Header(long length) => 1 + ProtobufWriter.VarintBytes((ulong)length);

    private static string Json(int depth, bool lists)
    {
        var json = new StringBuilder();
        for (var level = 0; level < depth; level++)
        {
            json.Append(lists ? "\"kvlistValue\":{\"values\":[{\"key\":\"k\",\"value\":{" : "\"arrayValue\":{\"values\":[{");
        }
        json.Append("\"stringValue\":\"bottom\"");
        for (var level = 0; level < depth; level++)
        {
            json.Append(lists ? "}}]}" : "}]}");
        }
        return json.ToString();
    }
}

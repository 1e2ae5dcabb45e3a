using System.Text.Json.Nodes;
using Google.Protobuf;

namespace Observe.Collector.Tests.Fakes;

/// <summary>Writes requests as OTLP/JSON: protobuf's own JSON with the ids as hex and the enums as numbers.</summary>
internal static class OtlpJsonText
{
    private static readonly JsonFormatter Formatter =
        new(JsonFormatter.Settings.Default.WithFormatEnumsAsIntegers(true));

    private static readonly string[] Ids = ["traceId", "spanId", "parentSpanId"];

    public static string Of(IMessage message)
    {
        var node = JsonNode.Parse(Formatter.Format(message), documentOptions: new() { MaxDepth = 4_000 })!;
        FixIds(node);
        return node.ToJsonString(new() { MaxDepth = 4_000 });
    }

    private static void FixIds(JsonNode? node)
    {
        if (node is JsonArray array)
        {
            foreach (var item in array)
            {
                FixIds(item);
            }
        }
        if (node is JsonObject properties)
        {
            foreach (var (name, value) in properties.ToList())
            {
                if (Ids.Contains(name))
                {
                    properties[name] = Convert.ToHexString(Convert.FromBase64String(value!.GetValue<string>()));
                }
                else
                {
                    FixIds(value);
                }
            }
        }
    }
}

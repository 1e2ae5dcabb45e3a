using System.Diagnostics;
using System.Text.Json;

namespace Observe.Sdk.AwsLambda.Events;

/// <summary>A record of Kinesis, which has no attributes: its sender is named by a member <c>traceparent</c> of its data, if that is a JSON object.</summary>
internal static class KinesisRecord
{
    /// <summary>Larger data is not decoded only to look for a context.</summary>
    private const int LargestData = 64 * 1024;

    public static MessageOrigin Read(JsonElement record) => new(record.Text("eventID"), Context(record.Member("kinesis")));

    private static ActivityContext Context(JsonElement? record)
    {
        if (record?.Member("data") is not { ValueKind: JsonValueKind.String } data
            || data.GetRawText().Length > LargestData || !data.TryGetBytesFromBase64(out var bytes) || bytes is not [(byte)'{', ..])
        {
            return default;
        }
        try
        {
            using var json = JsonDocument.Parse(bytes);
            var root = json.RootElement;
            return TraceContext.Extract(name => root.Text(name));
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

using System.Diagnostics;
using System.Text.Json;

namespace Observe.Sdk.AwsLambda.Events;

/// <summary>
/// A message of SQS: its sender is named by the message attribute <c>traceparent</c>, by AWS's own attribute <c>AWSTraceHeader</c>, or, when a topic
/// wrote into the queue, by the topic's message in the body.
/// </summary>
internal static class SqsRecord
{
    public static MessageOrigin Read(JsonElement record) => new(record.Text("messageId"), Context(record));

    private static ActivityContext Context(JsonElement record)
    {
        var attributes = record.Member("messageAttributes");
        var context = TraceContext.Extract(name => attributes?.Member(name).Text("stringValue"));
        if (context == default)
        {
            context = TraceContext.ExtractXRay(record.Member("attributes").Text("AWSTraceHeader"));
        }
        return context == default && record.Text("body") is { } body ? OfTopic(body) : context;
    }

    private static ActivityContext OfTopic(string body)
    {
        // Looked at before it is parsed: most bodies are something else, and some are large.
        if (!body.StartsWith('{') || !body.Contains("\"Notification\"", StringComparison.Ordinal))
        {
            return default;
        }
        try
        {
            using var message = JsonDocument.Parse(body);
            return message.RootElement.Text("Type") == "Notification" ? SnsRecord.Context(message.RootElement) : default;
        }
        catch (JsonException)
        {
            return default;
        }
    }
}

using System.Diagnostics;
using System.Text.Json;

namespace Observe.Sdk.AwsLambda.Events;

/// <summary>A message of SNS: its sender is named by the message attribute <c>traceparent</c>.</summary>
internal static class SnsRecord
{
    public static MessageOrigin Read(JsonElement record) => record.Member("Sns") is { } message
        ? new MessageOrigin(message.Text("MessageId"), Context(message))
        : default;

    /// <param name="message">As SNS writes it, to a function or into a queue.</param>
    public static ActivityContext Context(JsonElement message)
    {
        var attributes = message.Member("MessageAttributes");
        return TraceContext.Extract(name => attributes?.Member(name).Text("Value"));
    }
}

using System.Text.Json.Serialization;

namespace Observe.Samples.Checkout;

/// <summary>What SQS is sent.</summary>
internal sealed record SendMessage(string QueueUrl, string MessageBody, IReadOnlyDictionary<string, MessageAttribute> MessageAttributes);

/// <summary>One attribute of a message.</summary>
internal sealed record MessageAttribute(string DataType, string StringValue);

/// <summary>What SQS answers.</summary>
internal sealed record SentMessage(string MessageId);

[JsonSerializable(typeof(SendMessage))]
[JsonSerializable(typeof(SentMessage))]
internal sealed partial class QueueJson : JsonSerializerContext;

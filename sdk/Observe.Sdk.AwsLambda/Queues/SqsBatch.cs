using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Observe.Sdk.AwsLambda.Events;

namespace Observe.Sdk.AwsLambda.Queues;

/// <summary>Works on the messages of a batch, one after another, and answers which of them failed.</summary>
internal sealed partial class SqsBatch(ObserveFunction observe, Func<SqsMessage, LambdaInvocation, CancellationToken, Task> function)
{
    /// <summary>By the name to which the tracing of <see cref="ObserveFunction"/> listens.</summary>
    private static readonly ActivitySource Source = new(ObserveFunction.SourceName);

    private readonly ILogger _logger = observe.LoggerFactory.CreateLogger(typeof(SqsBatch).FullName!);

    public async Task<ReadOnlyMemory<byte>> HandleAsync(ReadOnlyMemory<byte> payload, LambdaInvocation invocation, CancellationToken cancellation)
    {
        var messages = Read(payload);
        List<string> failed = [];
        foreach (var (message, origin) in messages)
        {
            // In order: what comes behind a failure is not tried, and comes again with it.
            var isHeldBack = failed.Count > 0 && message.Queue.EndsWith(".fifo", StringComparison.Ordinal);
            if (isHeldBack || !await TryAsync(message, origin, invocation, cancellation).ConfigureAwait(false))
            {
                failed.Add(message.MessageId);
            }
        }
        return Answer(failed);
    }

    private async Task<bool> TryAsync(SqsMessage message, MessageOrigin origin, LambdaInvocation invocation, CancellationToken cancellation)
    {
        var tags = new ActivityTagsCollection
        {
            ["messaging.system"] = "aws_sqs",
            ["messaging.operation.name"] = "process",
            ["messaging.operation.type"] = "process",
            ["messaging.destination.name"] = message.Queue,
            ["messaging.message.id"] = message.MessageId,
        };
        if (message.ReceiveCount > 0)
        {
            tags["observe.message.receive_count"] = message.ReceiveCount;
        }
        if (message.SentAt is { } sent)
        {
            tags["observe.message.sent_unix_nano"] = sent.ToUnixTimeMilliseconds() * 1_000_000;
        }
        using var span = Source.StartActivity(
            $"process {message.Queue}", ActivityKind.Consumer, default(ActivityContext), tags, origin.IsKnown ? [origin.ToLink()] : null);
        try
        {
            await function(message, invocation, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception)
        {
            // Told to SQS, which sends the message again: the other messages have nothing to do with it.
            span?.AddException(exception);
            span?.SetTag("error.type", exception.GetType().FullName);
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            Log.MessageFailed(_logger, exception, message.MessageId, message.Queue, message.ReceiveCount);
            return false;
        }
    }

    private static List<(SqsMessage Message, MessageOrigin Origin)> Read(ReadOnlyMemory<byte> payload)
    {
        using var json = JsonDocument.Parse(payload);
        if (json.RootElement.Member("Records") is not { ValueKind: JsonValueKind.Array } records)
        {
            throw new FormatException("The event is no batch of an SQS queue: it has no list Records.");
        }
        return [.. records.EnumerateArray().Select(record => (Message(record), SqsRecord.Read(record)))];
    }

    private static SqsMessage Message(JsonElement record)
    {
        var attributes = record.Member("attributes");
        return new SqsMessage
        {
            MessageId = record.Text("messageId") ?? throw new FormatException("The event is no batch of an SQS queue: a record has no messageId."),
            Body = record.Text("body") ?? "",
            Queue = record.Text("eventSourceARN")?.Split(':')[^1] ?? "",
            ReceiveCount = (int)Number(attributes.Text("ApproximateReceiveCount")).GetValueOrDefault(),
            SentAt = Number(attributes.Text("SentTimestamp")) is { } sent ? DateTimeOffset.FromUnixTimeMilliseconds(sent) : null,
            Attributes = record.Member("messageAttributes") is { ValueKind: JsonValueKind.Object } own
                ? own.EnumerateObject().Where(item => item.Value.Text("stringValue") is not null).ToDictionary(item => item.Name, item => item.Value.Text("stringValue")!)
                : new Dictionary<string, string>(),
        };
    }

    private static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) && value <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds() ? value : null;

    private static ReadOnlyMemory<byte> Answer(List<string> failed)
    {
        using var answer = new MemoryStream();
        using (var json = new Utf8JsonWriter(answer))
        {
            json.WriteStartObject();
            json.WriteStartArray("batchItemFailures");
            foreach (var id in failed)
            {
                json.WriteStartObject();
                json.WriteString("itemIdentifier", id);
                json.WriteEndObject();
            }
            json.WriteEndArray();
            json.WriteEndObject();
        }
        return answer.ToArray();
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Message {MessageId} of {Queue} failed at receive number {ReceiveCount}")]
        public static partial void MessageFailed(
            ILogger logger, Exception exception, string messageId, string queue, int receiveCount);
    }
}

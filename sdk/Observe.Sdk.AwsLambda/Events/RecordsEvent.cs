using System.Diagnostics;
using System.Text.Json;

namespace Observe.Sdk.AwsLambda.Events;

/// <summary>
/// Batches of records: messages of queues, topics and streams, and changes of tables and buckets. The sender of a single message is the parent,
/// so that one trace tells the story; of several, each has a link, because none of them alone started the work.
/// </summary>
internal static class RecordsEvent
{
    private const int MostLinks = 128;

    private static readonly string[] S3Operations = ["ObjectCreated", "ObjectRemoved"];

    public static FunctionInvocation Describe(JsonElement records, FunctionInvocation invocation, Dictionary<string, object?> attributes)
    {
        var first = records[0];
        return (first.Text("eventSource") ?? first.Text("EventSource")) switch
        {
            "aws:sqs" => Messages(records, "aws_sqs", Last(first.Text("eventSourceARN"), ':'), SqsRecord.Read, invocation, attributes),
            "aws:sns" => Messages(records, "aws.sns", Last(first.Member("Sns").Text("TopicArn"), ':'), SnsRecord.Read, invocation, attributes),
            "aws:kinesis" => Messages(records, "aws_kinesis", Last(first.Text("eventSourceARN"), '/'), KinesisRecord.Read, invocation, attributes),
            "aws:dynamodb" => Changes(Table(first.Text("eventSourceARN")), Operation(first.Text("eventName")), invocation, attributes),
            "aws:s3" => Objects(records, invocation, attributes),
            _ => invocation,
        };
    }

    private static FunctionInvocation Messages(
        JsonElement records, string system, string? destination, Func<JsonElement, MessageOrigin> read, FunctionInvocation invocation,
        Dictionary<string, object?> attributes)
    {
        attributes["messaging.system"] = system;
        attributes["messaging.operation.name"] = "process";
        attributes["messaging.operation.type"] = "process";
        attributes["messaging.batch.message_count"] = records.GetArrayLength();
        if (destination is not null)
        {
            attributes["messaging.destination.name"] = destination;
        }
        invocation = invocation with
        {
            Trigger = FunctionTrigger.PubSub,
            SpanName = destination is null ? null : $"{destination} process",
        };
        if (records.GetArrayLength() > 1)
        {
            return invocation with { Links = [.. records.EnumerateArray().Take(MostLinks).Select(read).Where(origin => origin.IsKnown).Select(origin => origin.ToLink())] };
        }
        var only = read(records[0]);
        if (only.MessageId is not null)
        {
            attributes["messaging.message.id"] = only.MessageId;
        }
        return only switch
        {
            { IsKnown: false } => invocation,
            // What its sender did not record can be pointed to, but below it nothing would be kept.
            { Context.TraceFlags: ActivityTraceFlags.None } => invocation with { Links = [only.ToLink()] },
            _ => invocation with { Parent = only.Context },
        };
    }

    private static FunctionInvocation Objects(JsonElement records, FunctionInvocation invocation, Dictionary<string, object?> attributes)
    {
        var s3 = records[0].Member("s3");
        var name = records[0].Text("eventName")?.Split(':')[0];
        var operation = Array.IndexOf(S3Operations, name) switch { 0 => "insert", 1 => "delete", _ => null };
        if (records.GetArrayLength() == 1 && s3?.Member("object").Text("key") is { } key)
        {
            attributes["faas.document.name"] = key;
        }
        return Changes(s3?.Member("bucket").Text("name"), operation, invocation, attributes);
    }

    private static FunctionInvocation Changes(
        string? collection, string? operation, FunctionInvocation invocation, Dictionary<string, object?> attributes)
    {
        if (collection is not null)
        {
            attributes["faas.document.collection"] = collection;
        }
        if (operation is not null)
        {
            attributes["faas.document.operation"] = operation;
        }
        return invocation with { Trigger = FunctionTrigger.DataSource };
    }

    private static string? Operation(string? eventName) => eventName switch
    {
        "INSERT" => "insert",
        "MODIFY" => "edit",
        "REMOVE" => "delete",
        _ => null,
    };

    /// <summary>Of <c>arn:aws:dynamodb:REGION:ACCOUNT:table/NAME/stream/TIME</c>.</summary>
    private static string? Table(string? arn) => arn?.Split('/') is [_, { Length: > 0 } table, ..] ? table : null;

    private static string? Last(string? arn, char separator) => arn is null ? null : arn[(arn.LastIndexOf(separator) + 1)..];
}

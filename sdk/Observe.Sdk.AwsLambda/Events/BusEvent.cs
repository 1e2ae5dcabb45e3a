using System.Text.Json;

namespace Observe.Sdk.AwsLambda.Events;

/// <summary>Events of EventBridge: its schedules, and what was put on a bus. The sender of the latter is named by a member <c>traceparent</c> of the detail.</summary>
internal static class BusEvent
{
    private const string Schedule = "Scheduled Event";

    public static FunctionInvocation Describe(JsonElement root, string detailType, FunctionInvocation invocation, Dictionary<string, object?> attributes)
    {
        if (detailType == Schedule)
        {
            if (root.Text("time") is { } time)
            {
                attributes["faas.time"] = time;
            }
            return invocation with { Trigger = FunctionTrigger.Timer };
        }
        attributes["messaging.system"] = "aws_eventbridge";
        attributes["messaging.operation.name"] = "process";
        attributes["messaging.operation.type"] = "process";
        attributes["messaging.destination.name"] = root.Text("source") ?? detailType;
        if (root.Text("id") is { } id)
        {
            attributes["messaging.message.id"] = id;
        }
        var detail = root.Member("detail");
        var parent = TraceContext.Extract(name => detail?.Text(name));
        return invocation with
        {
            Trigger = FunctionTrigger.PubSub,
            SpanName = $"{detailType} process",
            Parent = parent == default ? invocation.Parent : parent,
        };
    }
}

using System.Text.Json;
using Observe.Sdk.AwsLambda.Runtime;

namespace Observe.Sdk.AwsLambda.Events;

/// <summary>
/// Tells by the shape of an event what triggered the function, and finds the callers' trace contexts in it. What it does not know is a trigger
/// <c>other</c>: an event is the user's own, and nothing about it is an error.
/// </summary>
internal static class LambdaEvent
{
    public static FunctionInvocation Describe(RuntimeEvent next)
    {
        var attributes = new Dictionary<string, object?>();
        if (next.Invocation.InvokedFunctionArn is { Length: > 0 } arn)
        {
            attributes["aws.lambda.invoked_arn"] = arn;
        }
        // A context that X-Ray did not record leads to nothing that is kept.
        var ambient = TraceContext.ExtractXRay(next.Invocation.TraceHeader);
        var invocation = new FunctionInvocation
        {
            InvocationId = next.Invocation.RequestId,
            Deadline = next.Invocation.Deadline,
            Trigger = FunctionTrigger.Other,
            Parent = (ambient.TraceFlags & System.Diagnostics.ActivityTraceFlags.Recorded) != 0 ? ambient : default,
            Attributes = attributes,
        };
        try
        {
            using var json = JsonDocument.Parse(next.Payload);
            return json.RootElement.ValueKind == JsonValueKind.Object ? Describe(json.RootElement, invocation, attributes) : invocation;
        }
        catch (JsonException)
        {
            return invocation;
        }
    }

    private static FunctionInvocation Describe(JsonElement root, FunctionInvocation invocation, Dictionary<string, object?> attributes)
    {
        if (root.Member("requestContext") is { ValueKind: JsonValueKind.Object } context)
        {
            return HttpEvent.Describe(root, context, invocation, attributes);
        }
        if (root.Member("Records") is { ValueKind: JsonValueKind.Array } records && records.GetArrayLength() > 0)
        {
            return RecordsEvent.Describe(records, invocation, attributes);
        }
        return root.Text("detail-type") is { } type ? BusEvent.Describe(root, type, invocation, attributes) : invocation;
    }
}

using Microsoft.Extensions.Logging;
using Observe.Sdk.Platforms;

namespace Observe.Sdk.Invocations;

/// <summary>
/// The log record that says "this invocation began and must end by then". If no span follows, the back end knows that it
/// died. It also carries the totals of what this instance could not deliver.
/// </summary>
internal sealed class StartRecord(ILogger logger, FunctionIdentity identity)
{
    private static readonly EventId Started = new(1, "observe.invocation.started");

    /// <summary>What only an invocation tells of the function's identity: without it the record would be of another function than the span.</summary>
    private static readonly string[] OfIdentity = ["aws.lambda.invoked_arn", "cloud.account.id", "cloud.resource_id"];

    public void Write(FunctionInvocation invocation, DateTimeOffset? deadline, DroppedTelemetry dropped)
    {
        List<KeyValuePair<string, object?>> attributes =
        [
            new("faas.invocation_id", invocation.InvocationId),
            new("faas.name", invocation.Name ?? identity.Name),
            new("faas.instance", identity.Instance),
            new("faas.trigger", invocation.Trigger),
        ];
        foreach (var key in OfIdentity)
        {
            if (invocation.Attributes.TryGetValue(key, out var value))
            {
                attributes.Add(new(key, value));
            }
        }
        if (deadline is { } end)
        {
            attributes.Add(new("observe.deadline_unix_nano", (end.UtcTicks - DateTimeOffset.UnixEpoch.UtcTicks) * 100));
        }
        if (dropped != default)
        {
            attributes.Add(new("observe.dropped_spans", dropped.Spans));
            attributes.Add(new("observe.dropped_logs", dropped.Logs));
            attributes.Add(new("observe.dropped_metrics", dropped.Metrics));
        }
        logger.Log(LogLevel.Information, Started, attributes, null, static (_, _) => "Invocation started");
    }
}

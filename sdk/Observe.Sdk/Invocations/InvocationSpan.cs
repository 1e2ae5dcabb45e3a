using System.Diagnostics;
using Observe.Sdk.Platforms;

namespace Observe.Sdk.Invocations;

/// <summary>Begins and fails the span of an invocation, with the faas.* attributes of the semantic conventions.</summary>
internal sealed class InvocationSpan(ActivitySource source, FunctionIdentity identity, FunctionPlatform platform, ColdStart coldStart)
{
    /// <summary>The process began when the snapshot was made, days ago perhaps: how long the restore took only the platform knows.</summary>
    private const string RestoredFromSnapshot = "snap-start";

    /// <summary>Null when nobody records or the sampler says no; a cold start is spent all the same.</summary>
    public Activity? Begin(FunctionInvocation invocation)
    {
        var cold = coldStart.TryTake(out var init);
        var name = invocation.Name ?? identity.Name;
        var tags = new ActivityTagsCollection
        {
            ["faas.name"] = name,
            ["faas.instance"] = identity.Instance,
            ["faas.invocation_id"] = invocation.InvocationId,
            ["faas.trigger"] = invocation.Trigger,
            ["faas.coldstart"] = cold,
        };
        if (identity.Version is not null)
        {
            tags["faas.version"] = identity.Version;
        }
        if (cold)
        {
            if (platform.InitType != RestoredFromSnapshot)
            {
                tags["faas.init_duration"] = init.Duration.TotalSeconds;
            }
            tags["observe.init_type"] = platform.InitType ?? (init.IsProactive ? "proactive" : "on-demand");
        }
        foreach (var (key, value) in invocation.Attributes)
        {
            tags[key] = value;
        }

        // With an empty parent, StartActivity would take the ambient activity, which may never be exported.
        Activity.Current = null;
        return source.StartActivity(
            invocation.SpanName ?? name, Kind(invocation.Trigger), invocation.Parent, tags, invocation.Links);
    }

    public static void Fail(Activity? span, Exception exception)
    {
        span?.AddException(exception);
        span?.SetTag("error.type", exception.GetType().FullName);
        span?.SetStatus(ActivityStatusCode.Error, exception.Message);
    }

    private static ActivityKind Kind(string trigger) =>
        trigger == FunctionTrigger.PubSub ? ActivityKind.Consumer : ActivityKind.Server;
}

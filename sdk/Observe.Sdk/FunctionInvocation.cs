using System.Diagnostics;

namespace Observe.Sdk;

/// <summary>What the platform tells about one invocation.</summary>
public sealed record FunctionInvocation
{
    /// <summary>The platform's id of the invocation; a fresh one when the platform gives none.</summary>
    public string InvocationId { get; init; } = Guid.NewGuid().ToString();

    /// <summary>What started the invocation: one of <see cref="FunctionTrigger"/>, or the platform's own word.</summary>
    public string Trigger { get; init; } = FunctionTrigger.Http;

    /// <summary>The function, when one process hosts several; otherwise <see cref="ObserveOptions.FunctionName"/>.</summary>
    public string? Name { get; init; }

    /// <summary>The name of the span, such as <c>POST /orders</c>; otherwise the function's name.</summary>
    public string? SpanName { get; init; }

    /// <summary>
    /// The caller's trace context (see <see cref="TraceContext"/>). Without one the invocation begins a trace; an ambient
    /// activity, such as the web server's own, is not used because it is not exported.
    /// </summary>
    public ActivityContext Parent { get; init; }

    /// <summary>
    /// The senders of the messages in a batch, which cannot all be the parent. A link with the tag <c>messaging.message.id</c> says
    /// which message it is of.
    /// </summary>
    public IReadOnlyList<ActivityLink> Links { get; init; } = [];

    /// <summary>When the platform will end the invocation; otherwise now plus <see cref="ObserveOptions.Timeout"/>.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Further attributes of the span.</summary>
    public IReadOnlyDictionary<string, object?> Attributes { get; init; } = new Dictionary<string, object?>();
}

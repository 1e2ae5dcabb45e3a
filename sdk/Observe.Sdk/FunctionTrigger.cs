namespace Observe.Sdk;

/// <summary>The values of <c>faas.trigger</c> that OpenTelemetry names. Any other text is allowed too.</summary>
public static class FunctionTrigger
{
    /// <summary>An HTTP request.</summary>
    public const string Http = "http";

    /// <summary>A message of a queue or topic.</summary>
    public const string PubSub = "pubsub";

    /// <summary>A schedule.</summary>
    public const string Timer = "timer";

    /// <summary>A change in a database or object store.</summary>
    public const string DataSource = "datasource";

    /// <summary>Anything else.</summary>
    public const string Other = "other";
}

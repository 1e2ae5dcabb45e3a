namespace Observe.Functions.Kinds;

/// <summary>What a node of a trace, or of the map of services, is.</summary>
public enum NodeKind
{
    /// <summary>A process, or a host, of which nothing says more.</summary>
    Service,

    /// <summary>Invoked by its platform for each event or request.</summary>
    Function,

    /// <summary>A function that runs near the caller: in a content network, not in a region.</summary>
    EdgeFunction,

    /// <summary>A process in a container, whoever schedules it.</summary>
    Container,

    /// <summary>Keeps records and answers queries, serverless or not.</summary>
    Database,

    /// <summary>Keeps copies in memory that may be lost.</summary>
    Cache,

    /// <summary>Keeps each message until one consumer has taken it.</summary>
    Queue,

    /// <summary>Gives each message to all who subscribed; event buses too.</summary>
    Topic,

    /// <summary>An ordered log that readers follow at their own pace.</summary>
    Stream,

    /// <summary>Keeps files by name, in buckets.</summary>
    ObjectStore,

    /// <summary>Runs steps in order and remembers how far it came.</summary>
    Workflow,

    /// <summary>Starts others at a time.</summary>
    Scheduler,

    /// <summary>Knows users, or issues tokens.</summary>
    Authentication,

    /// <summary>Any other interface that somebody else runs.</summary>
    ManagedApi,

    /// <summary>A browser, a phone or another device of a user.</summary>
    Client,
}

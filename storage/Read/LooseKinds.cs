namespace Observe.Storage.Read;

/// <summary>Kinds of pieces that do not say which invocation they are of: what the column <c>loose</c> of the table <c>invocations</c> holds.</summary>
[Flags]
internal enum LooseKinds : byte
{
    None = 0,

    /// <summary>An invocation id and no instance.</summary>
    Bare = 1,

    /// <summary>An initialisation, which came before its invocation.</summary>
    Initialisation = 2,

    /// <summary>An initialisation that was repeated inside its invocation.</summary>
    Suppressed = 4,

    /// <summary>Telemetry that a platform lost: of no invocation, and never placed.</summary>
    Dropped = 8,
}

namespace Observe.Functions.Invocations;

/// <summary>
/// How the execution environment of an invocation came to be. The order is that of the decision: the first that applies wins.
/// </summary>
public enum InitClass : byte
{
    /// <summary>The environment had served before: no initialisation at all.</summary>
    Warm = 0,

    /// <summary>The environment serves many requests at once and scales on load (Lambda Managed Instances).</summary>
    ManagedInstance = 1,

    /// <summary>Initialisation failed or ran over its limit and was repeated inside the invocation.</summary>
    Suppressed = 2,

    /// <summary>Restored from a snapshot; the restore is the wait.</summary>
    SnapStart = 3,

    /// <summary>Initialised ahead under provisioned concurrency; nobody waited.</summary>
    Provisioned = 4,

    /// <summary>Initialised by the platform more than ten seconds before the first invocation; nobody waited.</summary>
    Proactive = 5,

    /// <summary>Initialised while the caller waited.</summary>
    Cold = 6,

    /// <summary>Initialised and never used.</summary>
    Unused = 7,

    /// <summary>An SDK says "cold" (faas.coldstart) and no platform record says which kind.</summary>
    UnknownCold = 8,

    /// <summary>
    /// Nothing says how the environment came to be. Of an invocation: it is the first that is known of its instance, and may have been a cold start;
    /// it counts as none. A piece that says nothing has this class, whichever invocation it is of.
    /// </summary>
    FirstOfInstance = 9,
}

/// <summary>What the classes mean to the people who wait.</summary>
public static class InitClasses
{
    /// <summary>The classes in which a caller waited for the initialisation.</summary>
    public static IReadOnlyList<InitClass> SeenByUser { get; } =
        [InitClass.Cold, InitClass.Suppressed, InitClass.SnapStart, InitClass.UnknownCold];

    public static bool IsSeenByUser(this InitClass initClass) => SeenByUser.Contains(initClass);
}

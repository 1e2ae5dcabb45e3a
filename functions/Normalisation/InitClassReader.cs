using Observe.Functions.Invocations;

namespace Observe.Functions.Normalisation;

/// <summary>Reads the cold-start class that a record claims.</summary>
public static class InitClassReader
{
    /// <summary>
    /// How the instance was initialised, on its first invocation only: Lambda's own initialization types, and
    /// <c>proactive</c> when the SDK saw the initialisation end long before the invocation.
    /// </summary>
    public const string Attribute = "observe.init_type";

    private static readonly Dictionary<string, InitClass> Types = new(StringComparer.OrdinalIgnoreCase)
    {
        ["on-demand"] = InitClass.Cold,
        ["proactive"] = InitClass.Proactive,
        ["provisioned-concurrency"] = InitClass.Provisioned,
        ["snap-start"] = InitClass.SnapStart,
        ["lambda-managed-instances"] = InitClass.ManagedInstance,
    };

    /// <summary><see cref="InitClass.FirstOfInstance"/> when the record claims nothing.</summary>
    public static InitClass Read(AttributeLookup attribute)
    {
        if (attribute(Attribute) is { } type && Types.TryGetValue(type, out var known))
        {
            return known;
        }
        if (!bool.TryParse(attribute("faas.coldstart"), out var isCold))
        {
            return InitClass.FirstOfInstance;
        }
        return isCold ? InitClass.UnknownCold : InitClass.Warm;
    }
}

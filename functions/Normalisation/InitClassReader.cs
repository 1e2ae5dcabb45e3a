using Observe.Functions.Invocations;

namespace Observe.Functions.Normalisation;

/// <summary>Reads the cold-start class that a record claims.</summary>
public static class InitClassReader
{
    /// <summary>An SDK that knows the class says it here, in snake_case (<c>snapstart</c>, <c>managed_instance</c>).</summary>
    public const string Attribute = "faas.init_class";

    private static readonly Dictionary<string, InitClass> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["warm"] = InitClass.Warm,
        ["managed_instance"] = InitClass.ManagedInstance,
        ["suppressed"] = InitClass.Suppressed,
        ["snapstart"] = InitClass.SnapStart,
        ["provisioned"] = InitClass.Provisioned,
        ["proactive"] = InitClass.Proactive,
        ["cold"] = InitClass.Cold,
        ["unused"] = InitClass.Unused,
        ["unknown_cold"] = InitClass.UnknownCold,
    };

    public static InitClass Read(AttributeLookup attribute) =>
        attribute(Attribute) is { } name && Names.TryGetValue(name, out var known)
            ? known
            : bool.TryParse(attribute("faas.coldstart"), out var cold) && cold ? InitClass.UnknownCold : InitClass.Warm;
}

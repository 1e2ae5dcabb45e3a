namespace Observe.Functions.Cost;

/// <summary>One name for each processor architecture, of the several that emitters and providers use.</summary>
internal static class Architectures
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.OrdinalIgnoreCase)
    {
        ["amd64"] = "amd64",
        ["x86_64"] = "amd64",
        ["x86-64"] = "amd64",
        ["x64"] = "amd64",
        ["arm64"] = "arm64",
        ["aarch64"] = "arm64",
    };

    /// <summary>The name that <c>host.arch</c> has for it; what nobody knows stays as it is.</summary>
    public static string Canonical(string architecture) => Names.GetValueOrDefault(architecture, architecture);
}

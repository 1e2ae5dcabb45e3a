using System.Diagnostics;

namespace Observe.Samples.Platform;

/// <summary>A deployed function: its files, which lie beside the platform, and its environment.</summary>
internal sealed record FunctionProgram(string Assembly, IReadOnlyDictionary<string, string> Environment)
{
    private string Path => System.IO.Path.Combine(AppContext.BaseDirectory, "functions", Assembly, $"{Assembly}.dll");

    public ProcessStartInfo StartInfo()
    {
        var start = new ProcessStartInfo(DotNet, [Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }
        return start;
    }

    /// <summary>The host that runs the platform itself, else the one on the path.</summary>
    private static string DotNet =>
        System.IO.Path.GetFileNameWithoutExtension(System.Environment.ProcessPath) is "dotnet" ? System.Environment.ProcessPath! : "dotnet";
}

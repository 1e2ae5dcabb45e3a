using System.Diagnostics;

namespace Observe.Samples.Platform;

/// <summary>A deployed function: its files, which lie beside the platform, and its environment.</summary>
internal sealed record FunctionProgram(string Assembly, IReadOnlyDictionary<string, string> Environment)
{
    /// <summary>Where the platform lies.</summary>
    public string Folder { get; init; } = AppContext.BaseDirectory;

    private string Path => System.IO.Path.Combine(Folder, "functions", Assembly, $"{Assembly}.dll");

    /// <param name="isProvisioned">Started ahead: the instance is told so in the way of Lambda.</param>
    public ProcessStartInfo StartInfo(bool isProvisioned)
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
        if (isProvisioned)
        {
            start.Environment["AWS_LAMBDA_INITIALIZATION_TYPE"] = "provisioned-concurrency";
        }
        return start;
    }

    /// <summary>The host that runs the platform itself, else the one on the path.</summary>
    private static string DotNet =>
        System.IO.Path.GetFileNameWithoutExtension(System.Environment.ProcessPath) is "dotnet" ? System.Environment.ProcessPath! : "dotnet";
}

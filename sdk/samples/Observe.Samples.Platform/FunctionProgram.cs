using System.Diagnostics;
using System.Globalization;

namespace Observe.Samples.Platform;

/// <summary>A version of a function: its files, which lie beside the platform, its environment and its limits.</summary>
internal sealed record FunctionProgram(string Name, string Assembly, IReadOnlyDictionary<string, string> Environment)
{
    public const string Region = "eu-central-1";
    public const long BytesPerMegabyte = 1_048_576;

    public string Version { get; init; } = "1";

    /// <summary>Where the platform lies.</summary>
    public string Folder { get; init; } = AppContext.BaseDirectory;

    /// <summary>An invocation that takes longer is ended together with its instance.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What an instance may use; one that uses more is killed.</summary>
    public long MemoryBytes { get; init; } = 512 * BytesPerMegabyte;

    private string Path => System.IO.Path.Combine(Folder, "functions", Assembly, $"{Assembly}.dll");

    /// <param name="instance">The name by which the platform and the function call the new instance.</param>
    /// <param name="isProvisioned">Started ahead: the instance is told so in the way of Lambda.</param>
    public ProcessStartInfo StartInfo(string instance, bool isProvisioned)
    {
        var start = new ProcessStartInfo(DotNet, [Path])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in Environment)
        {
            start.Environment[name] = value;
        }
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        start.Environment["AWS_REGION"] = Region;
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = Name;
        start.Environment["AWS_LAMBDA_FUNCTION_VERSION"] = Version;
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = (MemoryBytes / BytesPerMegabyte).ToString(CultureInfo.InvariantCulture);
        start.Environment["AWS_LAMBDA_LOG_STREAM_NAME"] = instance;
        start.Environment["AWS_LAMBDA_INITIALIZATION_TYPE"] = isProvisioned ? "provisioned-concurrency" : "on-demand";
        return start;
    }

    /// <summary>The host that runs the platform itself, else the one on the path.</summary>
    private static string DotNet =>
        System.IO.Path.GetFileNameWithoutExtension(System.Environment.ProcessPath) is "dotnet" ? System.Environment.ProcessPath! : "dotnet";
}

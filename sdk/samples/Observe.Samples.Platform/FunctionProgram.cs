using System.Diagnostics;
using System.Globalization;

namespace Observe.Samples.Platform;

/// <summary>A version of a function: its files, which lie beside the platform, its environment and its limits.</summary>
internal sealed record FunctionProgram(string Name, string Assembly, IReadOnlyDictionary<string, string> Environment)
{
    public const string Region = "eu-central-1";
    public const string Account = "000000000000";
    public const long BytesPerMegabyte = 1_048_576;

    public string Version { get; init; } = "1";

    public FunctionShape Shape { get; init; }

    /// <summary>Where the platform lies.</summary>
    public string Folder { get; init; } = AppContext.BaseDirectory;

    /// <summary>An invocation that takes longer is ended together with its instance.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What an instance may use; one that uses more is killed.</summary>
    public long MemoryBytes { get; init; } = 512 * BytesPerMegabyte;

    public string Arn => $"arn:aws:lambda:{Region}:{Account}:function:{Name}";

    /// <param name="instance">The name by which the platform and the function call the new instance.</param>
    /// <param name="isProvisioned">Started ahead: the instance is told so in the way of Lambda.</param>
    /// <param name="runtimeApi">Host and port at which it asks for events; null for a web server.</param>
    public ProcessStartInfo StartInfo(string instance, bool isProvisioned, string? runtimeApi = null)
    {
        var start = ProgramFile.Start(Folder, Assembly, Environment);
        start.Environment["AWS_REGION"] = Region;
        start.Environment["AWS_LAMBDA_FUNCTION_NAME"] = Name;
        start.Environment["AWS_LAMBDA_FUNCTION_VERSION"] = Version;
        start.Environment["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = (MemoryBytes / BytesPerMegabyte).ToString(CultureInfo.InvariantCulture);
        start.Environment["AWS_LAMBDA_LOG_STREAM_NAME"] = instance;
        start.Environment["AWS_LAMBDA_INITIALIZATION_TYPE"] = isProvisioned ? "provisioned-concurrency" : "on-demand";
        if (runtimeApi is not null)
        {
            start.Environment["AWS_LAMBDA_RUNTIME_API"] = runtimeApi;
        }
        return start;
    }
}

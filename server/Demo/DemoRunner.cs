using System.Diagnostics;
using System.Reflection;
using Microsoft.Extensions.Options;

namespace Observe.Server.Demo;

/// <summary>
/// Runs the sample platform beside the server. When it ends by itself that is logged as what it is, and it stays ended: a demo
/// that restarts in silence would hide its own faults.
/// </summary>
public sealed partial class DemoRunner(
    IOptions<DemoOptions> options, DemoTarget target, IHostApplicationLifetime lifetime, ILogger<DemoRunner> logger)
    : BackgroundService
{
    private static readonly TimeSpan GracefulEnd = TimeSpan.FromSeconds(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!await StartedAsync(stoppingToken))
        {
            return;
        }
        using var process = Process.Start(StartInfo())
            ?? throw new InvalidOperationException("The sample platform did not start.");
        var output = Task.WhenAll(CopyAsync(process.StandardOutput), CopyAsync(process.StandardError));
        try
        {
            await process.WaitForExitAsync(stoppingToken);
            await output;
            Log.Ended(logger, process.ExitCode);
        }
        catch (OperationCanceledException)
        {
            await EndAsync(process);
        }
    }

    /// <summary>The collector's addresses are known when the whole host has started; false when it stops before that.</summary>
    private async Task<bool> StartedAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var whenStarted = lifetime.ApplicationStarted.Register(() => started.TrySetResult(true));
        using var whenStopped = stoppingToken.Register(() => started.TrySetResult(false));
        return await started.Task;
    }

    private ProcessStartInfo StartInfo()
    {
        var path = options.Value.PlatformPath.Length > 0 ? options.Value.PlatformPath : BuiltPath();
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"The sample functions are not here. Build them, or set {DemoOptions.Section}:PlatformPath.", path);
        }
        var start = new ProcessStartInfo(Environment.ProcessPath is { } dotnet && IsDotnet(dotnet) ? dotnet : "dotnet")
        {
            ArgumentList = { path, "--exit-with-parent" },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in target.Environment())
        {
            start.Environment[name] = value;
        }
        return start;
    }

    /// <summary>The platform ends when its input closes; if it does not, it and all its children are killed.</summary>
    private async Task EndAsync(Process process)
    {
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(GracefulEnd);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            Log.Killed(logger);
            process.Kill(entireProcessTree: true);
        }
    }

    private async Task CopyAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            Log.Said(logger, line);
        }
    }

    private static bool IsDotnet(string path) => Path.GetFileNameWithoutExtension(path) == "dotnet";

    private static string BuiltPath() => typeof(DemoRunner).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "SamplesPlatformPath").Value ?? "";

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "demo: {Line:l}")]
        public static partial void Said(ILogger logger, string line);

        [LoggerMessage(2, LogLevel.Error, "The demo's functions ended by themselves with exit code {ExitCode}; no more traffic comes from them")]
        public static partial void Ended(ILogger logger, int exitCode);

        [LoggerMessage(3, LogLevel.Warning, "The demo's functions did not end in time and were killed")]
        public static partial void Killed(ILogger logger);
    }
}

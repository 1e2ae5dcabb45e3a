using System.Diagnostics;
using System.Reflection;

namespace Observe.Collector.Tests.Fakes;

/// <summary>OpenTelemetry's JavaScript exporters, fetched once with npm ci.</summary>
internal static class NodeClients
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task> Installed = new(InstallAsync);

    private static readonly string Folder = typeof(NodeClients).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ClientsFolder").Value!;

    /// <summary>The process's exit code and what it printed.</summary>
    public static async Task<(int ExitCode, string Output)> SendAsync(params string[] arguments)
    {
        await Installed.Value;
        return await RunAsync("node", ["send.mjs", .. arguments]);
    }

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@opentelemetry", "sdk-trace")))
        {
            var (exitCode, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"]);
            Assert.True(exitCode == 0, output);
        }
    }

    private static async Task<(int ExitCode, string Output)> RunAsync(string command, string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = Folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        using var limit = new CancellationTokenSource(Limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var errors = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (process.ExitCode, await output + await errors);
        }
        finally
        {
            if (!process.HasExited)
            {
                process.Kill(entireProcessTree: true);
            }
        }
    }
}

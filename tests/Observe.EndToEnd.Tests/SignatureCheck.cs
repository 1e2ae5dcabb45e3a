using System.Diagnostics;
using System.Text.Json;

namespace Observe.EndToEnd.Tests;

/// <summary>Asks the reference library of Standard Webhooks, which is not ours, whether a signature is right.</summary>
public static class SignatureCheck
{
    /// <summary>Empty when it is, else what the library says.</summary>
    public static async Task<string> VerifyAsync(ReceivedWebhook webhook, string secret)
    {
        if (!Directory.Exists(Path.Combine(ProjectPaths.Verify, "node_modules")))
        {
            var (installed, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], "");
            Assert.True(installed == 0, output);
        }
        var (exitCode, error) = await RunAsync(
            "node", ["verify.mjs"], JsonSerializer.Serialize(new { secret, body = webhook.Body, headers = webhook.Headers }));
        return exitCode == 0 ? "" : $"exit code {exitCode}: {error}";
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string program, string[] args, string input)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = ProjectPaths.Verify,
            RedirectStandardInput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await error);
    }
}

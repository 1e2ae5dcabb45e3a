using System.Diagnostics;
using System.Reflection;
using System.Text.Json;

namespace Observe.Testing;

/// <summary>Asks the reference library of Standard Webhooks, which is not ours, whether signatures are right.</summary>
public static class SignatureCheck
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    private static string Folder => typeof(SignatureCheck).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "VerifyFolder").Value!;

    /// <summary>Empty when it is, else what the library says.</summary>
    public static Task<string> VerifyAsync(ReceivedWebhook webhook, string secret) =>
        VerifyAsync([new SignedWebhook(secret, webhook.Body, webhook.Headers, null)]);

    /// <summary>Empty when all are, else what the library says of the first that is not.</summary>
    public static async Task<string> VerifyAsync(IEnumerable<SignedWebhook> webhooks)
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules")))
        {
            var (installed, output) = await RunAsync("npm", ["ci", "--no-audit", "--no-fund"], "");
            Assert.True(installed == 0, output);
        }
        var lines = string.Join('\n', webhooks.Select(webhook => JsonSerializer.Serialize(webhook, Json)));
        var (exitCode, error) = await RunAsync("node", ["verify.mjs"], lines);
        return exitCode == 0 ? "" : $"exit code {exitCode}: {error}";
    }

    private static async Task<(int ExitCode, string Error)> RunAsync(string program, string[] args, string input)
    {
        var start = new ProcessStartInfo(program, args)
        {
            WorkingDirectory = Folder,
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

/// <param name="At">When it came, unix milliseconds, for messages that are checked later; null for now.</param>
public sealed record SignedWebhook(string Secret, string Body, IReadOnlyDictionary<string, string> Headers, long? At);

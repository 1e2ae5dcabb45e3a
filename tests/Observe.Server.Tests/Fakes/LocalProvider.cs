using System.Diagnostics;
using System.Text.Json;
using Observe.Server.Tests.Stock;

namespace Observe.Server.Tests.Fakes;

/// <summary>A provider of identities that is not ours (the npm package oidc-provider, in the folder Security/provider), fetched once with npm ci.</summary>
public sealed class LocalProvider : IAsyncLifetime
{
    private static readonly string Folder = Path.Combine(SourceTree.Root, "tests", "Observe.Server.Tests", "Security", "provider");
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private Process _process = null!;

    public Uri Address { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "oidc-provider")))
        {
            await ProcessOutput.OfAsync("npm", ["ci", "--no-audit", "--no-fund"], Folder);
        }
        _process = Process.Start(new ProcessStartInfo("node", ["--no-warnings", "provider.mjs"])
        {
            WorkingDirectory = Folder,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        _process.ErrorDataReceived += (_, _) => { };
        _process.BeginErrorReadLine();
        Address = new Uri(await ReadAsync());
    }

    /// <summary>From the next sign-in on.</summary>
    public async Task PutAsync(string name, params string[] groups)
    {
        await _process.StandardInput.WriteLineAsync(JsonSerializer.Serialize(new Dictionary<string, string[]> { [name] = groups }));
        await _process.StandardInput.FlushAsync();
        Assert.Equal("ok", await ReadAsync());
    }

    public async Task DisposeAsync()
    {
        _process.StandardInput.Close();
        using var limit = new CancellationTokenSource(Limit);
        await _process.WaitForExitAsync(limit.Token);
        _process.Dispose();
    }

    private async Task<string> ReadAsync()
    {
        using var limit = new CancellationTokenSource(Limit);
        return await _process.StandardOutput.ReadLineAsync(limit.Token) ?? throw new IOException("The provider ended.");
    }
}

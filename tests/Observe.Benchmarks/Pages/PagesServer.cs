using System.Diagnostics;
using System.Reflection;

namespace Observe.Benchmarks.Pages;

/// <summary>The server as people start it, a process of its own on free ports, over a data folder.</summary>
internal sealed class PagesServer : IAsyncDisposable
{
    private readonly Process _process;

    private PagesServer(Process process, Uri url) => (_process, Url) = (process, url);

    public Uri Url { get; }

    public long WorkingSetBytes
    {
        get
        {
            _process.Refresh();
            return _process.WorkingSet64;
        }
    }

    /// <exception cref="InvalidOperationException">It ended before it listened.</exception>
    public static async Task<PagesServer> StartAsync(string data, params string[] more)
    {
        var path = typeof(PagesServer).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "ServerPath").Value!;
        string[] arguments =
        [
            path, "--data", data,
            "--Observe:Server:Url=http://127.0.0.1:0", "--Observe:Collector:GrpcUrl=http://127.0.0.1:0", "--Observe:Collector:HttpUrl=http://127.0.0.1:0", .. more,
        ];
        var process = Process.Start(new ProcessStartInfo("dotnet", arguments) { RedirectStandardOutput = true })!;
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.Split(' ') is ["listening", "ui", var url])
            {
                // Read on, so that it never waits for a reader of what it prints.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new PagesServer(process, new Uri(url));
            }
        }
        throw new InvalidOperationException($"{path} ended before it listened.");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }
}

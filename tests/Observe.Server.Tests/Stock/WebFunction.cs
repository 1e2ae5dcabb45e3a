using System.Diagnostics;
using System.Reflection;

namespace Observe.Server.Tests.Stock;

/// <summary>One instance of tests/Observe.StockFunction: an ASP.NET Core server with OpenTelemetry's own packages, in a process of its own.</summary>
internal sealed class WebFunction : IAsyncDisposable
{
    private const string Listening = "Now listening on: ";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly Task<string> _reading;

    private WebFunction(Process process, Task<string> reading, HttpClient client)
    {
        _process = process;
        _reading = reading;
        Client = client;
    }

    private static string Program => typeof(WebFunction).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "StockFunctionPath").Value!;

    public HttpClient Client { get; }

    /// <param name="resource">As in <c>OTEL_RESOURCE_ATTRIBUTES</c>.</param>
    public static async Task<WebFunction> StartAsync(Uri collector, string service, string resource)
    {
        var start = new ProcessStartInfo("dotnet", [Program]) { RedirectStandardOutput = true };
        start.Environment["ASPNETCORE_URLS"] = "http://127.0.0.1:0";
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.GetLeftPart(UriPartial.Authority);
        start.Environment["OTEL_SERVICE_NAME"] = service;
        start.Environment["OTEL_RESOURCE_ATTRIBUTES"] = resource;
        var process = Process.Start(start)!;
        try
        {
            var address = await AddressAsync(process.StandardOutput);
            // Read on, so that it never waits for its output to be taken.
            return new WebFunction(process, process.StandardOutput.ReadToEndAsync(), new HttpClient { BaseAddress = address });
        }
        catch
        {
            process.Kill();
            process.Dispose();
            throw;
        }
    }

    /// <summary>Tells it to end, as a platform does; it sends what it has before it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", $"{_process.Id}"]);
            using var limit = new CancellationTokenSource(Patience);
            await _process.WaitForExitAsync(limit.Token);
        }
        await _reading;
        _process.Dispose();
    }

    private static async Task<Uri> AddressAsync(StreamReader output)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (await output.ReadLineAsync(limit.Token) is { } line)
        {
            if (line.IndexOf(Listening, StringComparison.Ordinal) is >= 0 and var at)
            {
                return new Uri(line[(at + Listening.Length)..]);
            }
        }
        throw new InvalidOperationException("The function ended before it listened.");
    }
}

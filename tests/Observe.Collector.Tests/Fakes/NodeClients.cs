using System.Diagnostics;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Observe.Collector.Tests.Fakes;

/// <summary>OpenTelemetry's JavaScript SDK and exporters, fetched once with npm ci; all legs of a run are sent by one process.</summary>
internal static class NodeClients
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(2);
    private static readonly Lazy<Task> Installed = new(InstallAsync);
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private static readonly string Folder = typeof(NodeClients).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ClientsFolder").Value!;

    public static async Task<NodeRun> SendAsync(Uri grpc, Uri http, params IEnumerable<NodeLeg> legs)
    {
        await Installed.Value;
        var configuration = JsonSerializer.Serialize(new { grpc, http = http.GetLeftPart(UriPartial.Authority), legs }, Json);
        var (exitCode, output) = await RunAsync("node", ["clients.mjs", configuration]);
        Assert.True(exitCode == 0, output);
        var lines = output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return new NodeRun(
            [.. lines[..^1].Select(line => JsonSerializer.Deserialize<NodeLeg>(line, Json)!)],
            [.. JsonNode.Parse(lines[^1])!["diagnostics"]!.AsArray().Select(text => text!.GetValue<string>())]);
    }

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@opentelemetry", "exporter-metrics-otlp-grpc")))
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

/// <summary>What one exporter is to send, and once it has, what came of it.</summary>
/// <param name="Transport">grpc, proto or http, which is JSON: the names of the packages.</param>
internal sealed record NodeLeg(string Signal, string Transport, string Compression = "none")
{
    public string? Key { get; init; }
    public int? Count { get; init; }
    public string? Function { get; init; }

    /// <summary>One record more, of a time that no retention covers.</summary>
    public bool Bad { get; init; }

    /// <summary>What the exporter was told; null when all was taken.</summary>
    public string? Error { get; init; }

    /// <summary>What it sent, in the shape of <see cref="Receive.ReadBack"/>.</summary>
    public IReadOnlyList<JsonNode> Records { get; init; } = [];

    public string Name => $"{Signal}/{Transport}/{Compression}";

    public static IEnumerable<NodeLeg> Each(IReadOnlyList<string> signals, IReadOnlyList<string> transports, params IReadOnlyList<string> compressions) =>
        from signal in signals
        from transport in transports
        from compression in compressions
        select new NodeLeg(signal, transport, compression);
}

/// <param name="Diagnostics">What the SDK's own diagnostics said, of all legs.</param>
internal sealed record NodeRun(IReadOnlyList<NodeLeg> Legs, IReadOnlyList<string> Diagnostics);

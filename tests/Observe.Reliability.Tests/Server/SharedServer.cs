using Observe.Conformance;
using Observe.Testing;

namespace Observe.Reliability.Tests.Server;

/// <summary>One server for all tests of a class.</summary>
public sealed class SharedServer : IAsyncLifetime
{
    public const int MaxRequestBytes = 16 * 1024 * 1024;
    public const int MaxInFlightBytes = 64 * 1024 * 1024;

    internal ServerProcess Process { get; } = ServerProcess.Start(
        $"--Observe:Collector:MaxRequestBytes={MaxRequestBytes}",
        $"--Observe:Collector:MaxInFlightBytes={MaxInFlightBytes}",
        "--Observe:Collector:BatchAge=00:00:00.050",
        "--Observe:Collector:HeartbeatInterval=00:00:00.100",
        "--Observe:Storage:RetentionDays=400",
        "--Observe:Storage:HttpUrl=http://127.0.0.1:0");

    internal Observed Observed { get; private set; } = null!;

    internal ConformanceTarget Target { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Observed = await Observed.OfAsync(Process);
        Target = new ConformanceTarget(new ConformanceOptions
        {
            Grpc = await Process.ListeningAsync("otlp-grpc"),
            Http = await Process.ListeningAsync("otlp-http"),
        });
    }

    public async Task DisposeAsync()
    {
        Target.Dispose();
        Observed.Dispose();
        await Process.DisposeAsync();
    }
}

using System.Globalization;
using Observe.Conformance;
using Observe.Reliability.Tests.Server;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.Reliability.Tests;

/// <summary>
/// A sender that makes up attribute keys. <c>OBSERVE_DIFFERENT_KEYS</c> sets how many come over each transport (100,000).
/// </summary>
public sealed class KeyExplosionTests(ITestOutputHelper output)
{
    private const int Mebibyte = 1024 * 1024;
    private const int KeysPerSpan = 1_000;
    private const int SpansPerRequest = 20;
    private const int MaxAttributeKeys = 2_000;

    private static int Keys { get; } =
        int.TryParse(Environment.GetEnvironmentVariable("OBSERVE_DIFFERENT_KEYS"), CultureInfo.InvariantCulture, out var keys) ? keys : 100_000;

    [Fact]
    public async Task Export_KeysWithoutEnd_AreStoredWithoutLossAndCompletionKeepsItsLimitAndSaysSo()
    {
        await using var server = ServerProcess.Start(
            $"--Observe:Storage:MaxAttributeKeys={MaxAttributeKeys}",
            "--Observe:Collector:HeartbeatInterval=00:00:00.100",
            "--Observe:Storage:HttpUrl=http://127.0.0.1:0");
        using var observed = await Observed.OfAsync(server);
        using var target = new ConformanceTarget(new ConformanceOptions
        {
            Grpc = await server.ListeningAsync("otlp-grpc"),
            Http = await server.ListeningAsync("otlp-http"),
        });
        var traceId = SomeTelemetry.Bytes(16);
        // Once for what a first request always takes.
        Expect.FullSuccess(await SendAsync(target, Transport.Grpc, traceId, first: 0, spans: 1));
        await observed.FreshAsync();
        var before = server.ResidentBytes();
        server.ForgetPeak();

        var transports = Enum.GetValues<Transport>();
        var spans = Keys / KeysPerSpan;
        foreach (var transport in transports)
        {
            for (var sent = 0; sent < spans; sent += SpansPerRequest)
            {
                var first = 1 + ((int)transport * spans) + sent;
                Expect.FullSuccess(await SendAsync(target, transport, traceId, first, Math.Min(SpansPerRequest, spans - sent)));
            }
        }
        await observed.FreshAsync();

        var stored = 1 + (transports.Length * spans);
        Assert.Equal(
            [[$"{stored}", $"{stored * KeysPerSpan}"]],
            await observed.RowsAsync("SELECT count(), uniqExactArray(mapKeys(attr_string)) FROM spans"));
        Assert.Equal([[$"{MaxAttributeKeys}"]], await observed.RowsAsync("SELECT uniqExact(scope, key) FROM attributes WHERE signal = 'spans'"));
        var leftOut = (await observed.GetAsync("/api/v1/ingest")).GetProperty("attributeKeysLeftOut").GetProperty("spans").GetInt64();
        Assert.InRange(leftOut, (stored * KeysPerSpan) - MaxAttributeKeys, long.MaxValue);
        await Observed.UntilAsync(async () =>
            (await observed.TextAsync("/metrics")).Contains("observe_storage_attribute_keys_left_out", StringComparison.Ordinal));
        // Each key is a column's worth of dictionary while its batch is on the way; nothing of it stays.
        var grown = server.PeakBytes() - before;
        output.WriteLine($"{stored * KeysPerSpan} keys, {leftOut} left out, {grown / Mebibyte} MiB above {before / Mebibyte} MiB");
        Assert.InRange(grown, long.MinValue, 768L * Mebibyte);
    }

    private static Task<Reply> SendAsync(ConformanceTarget target, Transport transport, byte[] traceId, int first, int spans) => target.SendAsync(OtlpRequest.Of(
        transport,
        Signal.Traces,
        SomeTelemetry.RequestOf(Signal.Traces, [.. Enumerable.Range(first, spans).Select(span => SomeTelemetry.Span(traceId, attributes:
            [.. Enumerable.Range(0, KeysPerSpan).Select(key => SomeTelemetry.Pair($"made.up.{span}.{key}", SomeTelemetry.Text("v")))]))])));
}

using System.Globalization;
using Observe.Conformance;
using Observe.Conformance.Wire;
using Observe.Reliability.Tests.Server;

namespace Observe.Reliability.Tests;

/// <summary>Input that is large or strange and yet taken: it must be stored and readable, and cost neither neighbours nor memory.</summary>
public sealed class BadInputTests(SharedServer server) : IClassFixture<SharedServer>
{
    private const ulong Day = 86_400_000_000_000;

    // Each test looks only at its own trace.
    private readonly byte[] _traceId = SomeTelemetry.Bytes(16);

    public static TheoryData<Transport> Transports { get; } = new(Enum.GetValues<Transport>());

    private string TraceId => Convert.ToHexStringLower(_traceId);

    [Fact]
    public async Task Export_RequestOverMoreDaysThanAnInsertMayHave_IsStored()
    {
        const int Days = 110;
        var now = SomeTelemetry.Now;

        var reply = await SendAsync(Transport.Grpc, Signal.Traces, [.. Enumerable.Range(0, Days).Select(day => SomeTelemetry.Span(_traceId, start: now - ((ulong)day * Day)))]);

        Expect.FullSuccess(reply);
        await server.Observed.FreshAsync();
        Assert.Equal([[$"{Days}", $"{Days}"]], await RowsAsync("SELECT count(), uniqExact(toDate(start_time)) FROM spans"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Export_RecordsOlderThanTheRetention_AreRefusedWithTheReason(Transport transport)
    {
        var old = SomeTelemetry.Now - (500 * Day);

        var reply = await SendAsync(transport, Signal.Traces, SomeTelemetry.Span(_traceId, start: old), SomeTelemetry.Span(_traceId));

        Assert.Contains("retention", Expect.Rejected(reply, 1), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Export_AttributesBeyondTheLimit_AreDroppedAndCounted(Transport transport)
    {
        var attributes = Enumerable.Range(0, 1_025).Select(i => SomeTelemetry.Pair($"key.{i}", SomeTelemetry.Text("v"))).ToArray();

        Expect.Success(await SendAsync(transport, Signal.Traces, SomeTelemetry.Span(_traceId, attributes: attributes)));

        await server.Observed.FreshAsync();
        Assert.Equal([["1"]], await RowsAsync("SELECT dropped_attributes FROM spans"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Export_ValueOfAMegabyte_IsCutAndCounted(Transport transport)
    {
        var value = SomeTelemetry.Pair("large", SomeTelemetry.Text(new string('x', 1_000_000)));

        Expect.Success(await SendAsync(transport, Signal.Traces, SomeTelemetry.Span(_traceId, attributes: [value])));

        await server.Observed.FreshAsync();
        Assert.Equal([["1"]], await RowsAsync("SELECT dropped_attributes FROM spans"));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Export_LogBodyOfTenMegabytes_IsCutAndShown(Transport transport)
    {
        var log = SomeTelemetry.Log(_traceId, body: SomeTelemetry.Text(new string('b', 10_000_000)));

        Expect.Success(await SendAsync(transport, Signal.Logs, log, SomeTelemetry.Log(_traceId)));

        await server.Observed.FreshAsync();
        Assert.Equal([["65536"]], await RowsAsync("SELECT max(length(body)) FROM logs"));
        Assert.Equal(2, (await server.Observed.ListAsync("/api/v1/logs")).Count(log => log.GetProperty("traceId").GetString() == TraceId));
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Export_HundredThousandDifferentKeys_AreStored(Transport transport)
    {
        const int Spans = 100;
        var spans = Enumerable.Range(0, Spans).Select(span => SomeTelemetry.Span(_traceId, attributes:
            [.. Enumerable.Range(0, 1_000).Select(key => SomeTelemetry.Pair($"key.{span}.{key}", SomeTelemetry.Text("v")))]));

        Expect.Success(await SendAsync(transport, Signal.Traces, [.. spans]));

        await server.Observed.FreshAsync();
        Assert.Equal([[$"{Spans}"]], await RowsAsync("SELECT count() FROM spans"));
        Assert.Equal(Spans, (await TraceAsync()).GetProperty("spans").GetArrayLength());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Export_SameRequestThreeTimes_IsShownAndCountedOnce(Transport transport)
    {
        var name = $"again-{transport}";
        OtlpMessage[] attributes =
            [SomeTelemetry.Pair("faas.name", SomeTelemetry.Text(name)), SomeTelemetry.Pair("faas.invocation_id", SomeTelemetry.Text("id-1"))];
        var spans = OtlpRequest.Of(transport, Signal.Traces, SomeTelemetry.RequestOf(Signal.Traces, SomeTelemetry.Span(_traceId, attributes: attributes)));
        var logs = OtlpRequest.Of(transport, Signal.Logs, SomeTelemetry.RequestOf(Signal.Logs, SomeTelemetry.Log(_traceId)));
        for (var i = 0; i < 3; i++)
        {
            Expect.FullSuccess(await server.Target.SendAsync(spans));
            Expect.FullSuccess(await server.Target.SendAsync(logs));
        }

        await server.Observed.FreshAsync();
        var trace = await TraceAsync();
        Assert.Equal((1, 1), (trace.GetProperty("spans").GetArrayLength(), trace.GetProperty("logs").GetArrayLength()));
        var listed = (await server.Observed.ListAsync("/api/v1/traces")).Single(item => item.GetProperty("traceId").GetString() == TraceId);
        Assert.Equal(1, listed.GetProperty("spanCount").GetInt32());
        var functions = (await server.Observed.GetAsync("/api/v1/functions")).GetProperty("items").EnumerateArray();
        Assert.Equal(1, functions.Single(function => function.GetProperty("name").GetString() == name).GetProperty("invocations").GetInt64());
    }

    [Fact]
    public async Task Export_BombsOfAGigabyte_NeverUnfoldInMemory()
    {
        const int Mebibyte = 1024 * 1024;
        var bomb = Compression.Zeros("gzip", 1024L * Mebibyte);
        foreach (var transport in Enum.GetValues<Transport>())
        {
            // Once for what the first request of a kind always takes.
            await BombAsync(transport, bomb);
        }
        var before = await PeakBytesAsync();

        for (var i = 0; i < 5; i++)
        {
            foreach (var transport in Enum.GetValues<Transport>())
            {
                await BombAsync(transport, bomb);
            }
        }

        // Fifteen gibibytes went through; what may stay is buffers of the request limit that are not collected yet.
        Assert.InRange(await PeakBytesAsync() - before, 0, 512 * Mebibyte);
    }

    private async Task BombAsync(Transport transport, byte[] bomb) => Expect.Refused(
        await server.Target.SendAsync(new OtlpRequest(transport, Signal.Traces, bomb) { Encoding = "gzip" }), 413, GrpcCode.ResourceExhausted);

    private Task<Reply> SendAsync(Transport transport, Signal signal, params OtlpMessage[] records) =>
        server.Target.SendAsync(OtlpRequest.Of(transport, signal, SomeTelemetry.RequestOf(signal, records)));

    private Task<IReadOnlyList<string[]>> RowsAsync(string sql) => server.Observed.RowsAsync($"{sql} WHERE trace_id = unhex('{TraceId}')");

    private Task<System.Text.Json.JsonElement> TraceAsync() => server.Observed.GetAsync($"/api/v1/traces/{TraceId}");

    /// <summary>The most memory that the process has ever held.</summary>
    private async Task<long> PeakBytesAsync()
    {
        var status = await File.ReadAllLinesAsync($"/proc/{server.Process.Id}/status");
        var peak = status.Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return long.Parse(peak[1], CultureInfo.InvariantCulture) * 1024;
    }
}

using Observe.Conformance;
using Observe.Conformance.Wire;
using Observe.Reliability.Tests.Server;
using Xunit.Abstractions;

namespace Observe.Reliability.Tests;

/// <summary>Input that is large or strange and yet taken: it must be stored and readable, and cost neither neighbours nor memory.</summary>
public sealed class BadInputTests(SharedServer server, ITestOutputHelper output) : IClassFixture<SharedServer>
{
    private const int Mebibyte = 1024 * 1024;
    private const ulong Day = 86_400_000_000_000;

    // Each test looks only at its own trace.
    private readonly byte[] _traceId = SomeTelemetry.Bytes(16);

    public static TheoryData<Transport> Transports { get; } = new(Enum.GetValues<Transport>());

    private string TraceId => Convert.ToHexStringLower(_traceId);

    [Fact]
    public async Task Export_RequestsOverMoreDaysThanAnInsertMayHave_AreStored()
    {
        const int Days = 110;
        var now = SomeTelemetry.Now;

        var replies = await Task.WhenAll(Enum.GetValues<Transport>().Select(transport => SendAsync(
            transport, Signal.Traces, [.. Enumerable.Range(0, Days).Select(day => SomeTelemetry.Span(_traceId, start: now - ((ulong)day * Day)))])));

        Assert.All(replies, reply => Expect.FullSuccess(reply));
        await server.Observed.FreshAsync();
        Assert.Equal([[$"{3 * Days}", $"{Days}"]], await RowsAsync("SELECT count(), uniqExact(toDate(start_time)) FROM spans"));
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
    public async Task Export_MillionDifferentKeysOverManyRequests_StayBoundedInMemory()
    {
        const int Requests = 34;
        var before = server.Process.ResidentBytes();
        server.Process.ForgetPeak();

        for (var request = 0; request < Requests; request++)
        {
            foreach (var transport in Enum.GetValues<Transport>())
            {
                Expect.Success(await SendAsync(transport, Signal.Traces, [.. SpansOfDifferentKeys((request * 3) + (int)transport)]));
            }
        }

        await server.Observed.FreshAsync();
        var grown = server.Process.PeakBytes() - before;
        output.WriteLine($"{grown / Mebibyte} MiB above {before / Mebibyte} MiB");
        Assert.InRange(grown, long.MinValue, 512 * Mebibyte);
        Assert.Equal([[$"{Requests * 30}"]], await RowsAsync("SELECT count() FROM spans"));
        Expect.FullSuccess(await SendAsync(Transport.Grpc, Signal.Traces, SomeTelemetry.Span()));
    }

    /// <summary>Ten spans with a thousand keys each, none of which any other request has.</summary>
    private IEnumerable<OtlpMessage> SpansOfDifferentKeys(int request) => Enumerable.Range(10 * request, 10).Select(span => SomeTelemetry.Span(
        _traceId, attributes: [.. Enumerable.Range(0, 1_000).Select(key => SomeTelemetry.Pair($"user.{span}.{key}", SomeTelemetry.Text("v")))]));

    [Theory]
    [InlineData(Transport.Grpc)]
    [InlineData(Transport.HttpProtobuf)]
    public async Task Export_TextThatIsNotUtf8_IsReadBackWithReplacementCharacters(Transport transport)
    {
        var text = new OtlpMessage().Raw(new ProtobufWriter().Bytes(1, [(byte)'a', 0xff, 0xc3, (byte)'z']).ToArray(), "");

        Expect.Warned(await SendAsync(transport, Signal.Traces, SomeTelemetry.Span(_traceId, attributes: [SomeTelemetry.Pair("k", text)])));

        await server.Observed.FreshAsync();
        Assert.Equal("a\ufffd\ufffdz", (await SpanAsync()).GetProperty("attributes").GetProperty("k").GetString());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Export_ControlBidirectionalAndEscapeCharacters_AreReadBackAsTheyWere(Transport transport)
    {
        const string Odd = "nul\0bell\a\u001b[31mred\u001b[0m\r\n\u202egnp.exe\u0085\ufeff\U0001F600";
        var text = SomeTelemetry.Text(Odd);

        Expect.FullSuccess(await SendAsync(transport, Signal.Traces, SomeTelemetry.Span(_traceId, attributes: [SomeTelemetry.Pair("k", text)])));
        Expect.FullSuccess(await SendAsync(transport, Signal.Logs, SomeTelemetry.Log(_traceId, body: text)));

        await server.Observed.FreshAsync();
        Assert.Equal(Odd, (await SpanAsync()).GetProperty("attributes").GetProperty("k").GetString());
        Assert.Equal(Odd, Assert.Single((await TraceAsync()).GetProperty("logs").EnumerateArray()).GetProperty("body").GetString());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Export_SpanThatEndsBeforeItStarts_IsShownWithDurationZero(Transport transport)
    {
        Expect.Taken(await SendAsync(transport, Signal.Traces, SomeTelemetry.Span(_traceId, end: SomeTelemetry.Now - Day)));

        await server.Observed.FreshAsync();
        Assert.Equal(0, (await SpanAsync()).GetProperty("durationNanos").GetInt64());
    }

    [Theory]
    [MemberData(nameof(Transports))]
    public async Task Export_TwoKindsOfOneSpanId_AreBothShown(Transport transport)
    {
        var spanId = SomeTelemetry.Bytes(8);
        var served = SomeTelemetry.Span(_traceId, spanId);
        var client = SomeTelemetry.Span(_traceId, spanId).Small(6, "kind", 3);

        Expect.FullSuccess(await SendAsync(transport, Signal.Traces, served, client));

        await server.Observed.FreshAsync();
        Assert.Equal(2, (await TraceAsync()).GetProperty("spans").GetArrayLength());
    }

    [Fact]
    public async Task Export_BombsOfAGigabyte_NeverUnfoldInMemory()
    {
        foreach (var encoding in new[] { "gzip", "zstd" })
        {
            var bomb = Compression.Zeros(encoding, 1024L * Mebibyte);
            foreach (var transport in Enum.GetValues<Transport>())
            {
                // Once for what the first request of a kind always takes.
                Expect.FullSuccess(await server.Target.SendAsync(
                    OtlpRequest.Of(transport, Signal.Traces, SomeTelemetry.Request(Signal.Traces)).Compressed(encoding)));
            }
            await server.Observed.FreshAsync();
            var before = server.Process.ResidentBytes();
            server.Process.ForgetPeak();

            for (var i = 0; i < 5; i++)
            {
                await BombAsync(encoding, bomb);
            }

            // Fifteen gibibytes would have come. A body goes no further than the limit, in pieces that the next one takes again.
            var grown = server.Process.PeakBytes() - before;
            output.WriteLine($"{encoding}: {grown / Mebibyte} MiB above {before / Mebibyte} MiB");
            Assert.InRange(grown, long.MinValue, SharedServer.MaxRequestBytes + (48 * Mebibyte));
        }
    }

    [Fact]
    public async Task Export_ManyBombsAtOnce_StayWithinTheBytesInFlight()
    {
        const int Bombs = 16;
        var bomb = Compression.Zeros("gzip", 1024L * Mebibyte);
        await server.Observed.FreshAsync();
        var before = server.Process.ResidentBytes();
        server.Process.ForgetPeak();

        var replies = await Task.WhenAll(Enum.GetValues<Transport>().SelectMany(transport => Enumerable.Range(0, Bombs).Select(_ =>
            server.Target.SendAsync(new OtlpRequest(transport, Signal.Traces, bomb) { Encoding = "gzip" }))));

        // Too large, or no room for it beside the others: then it comes again, and is too large.
        Assert.All(replies, reply => Assert.True(
            reply.GrpcStatus is GrpcCode.ResourceExhausted or GrpcCode.Unavailable || reply.HttpStatus is 413 or 503, reply.Seen));
        var grown = server.Process.PeakBytes() - before;
        output.WriteLine($"{grown / Mebibyte} MiB above {before / Mebibyte} MiB, {replies.Count(reply => reply.RetryDelay is null)} of {replies.Length} too large");
        Assert.InRange(grown, long.MinValue, SharedServer.MaxInFlightBytes + (96 * Mebibyte));
        Expect.FullSuccess(await SendAsync(Transport.Grpc, Signal.Traces, SomeTelemetry.Span()));
    }

    /// <summary>One over each transport.</summary>
    private async Task BombAsync(string encoding, byte[] bomb)
    {
        foreach (var transport in Enum.GetValues<Transport>())
        {
            Expect.Refused(
                await server.Target.SendAsync(new OtlpRequest(transport, Signal.Traces, bomb) { Encoding = encoding }), 413, GrpcCode.ResourceExhausted);
        }
    }

    private Task<Reply> SendAsync(Transport transport, Signal signal, params OtlpMessage[] records) =>
        server.Target.SendAsync(OtlpRequest.Of(transport, signal, SomeTelemetry.RequestOf(signal, records)));

    private Task<IReadOnlyList<string[]>> RowsAsync(string sql) => server.Observed.RowsAsync($"{sql} WHERE trace_id = unhex('{TraceId}')");

    private Task<System.Text.Json.JsonElement> TraceAsync() => server.Observed.GetAsync($"/api/v1/traces/{TraceId}");

    private async Task<System.Text.Json.JsonElement> SpanAsync() => Assert.Single((await TraceAsync()).GetProperty("spans").EnumerateArray());
}

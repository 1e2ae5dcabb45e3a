using Grpc.Core;
using Observe.Collector.Tests.Fakes;

namespace Observe.Collector.Tests.Receive;

/// <summary>What senders are told when a limit is reached or a key is missing.</summary>
public sealed class LimitTests
{
    public static TheoryData<Way> Ways { get; } = new(Enum.GetValues<Way>());

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_TooLarge_IsResourceExhaustedWithoutRetry(Way way)
    {
        await using var collector = await Start(("MaxRequestBytes", "2000"));

        var answer = await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span(span => span.Name = new string('x', 3_000))));

        Assert.Equal(StatusCode.ResourceExhausted, answer.Code);
        Assert.Equal(way == Way.Grpc ? 0 : 413, answer.HttpStatus);
        Assert.False(answer.SaysRetry);
        Assert.Equal(1, collector.Counter("requests_refused.too_large"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_TooMuchInFlight_IsUnavailableWithRetry(Way way)
    {
        await using var collector = await Start(("MaxInFlightBytes", "1024"));

        var answer = await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span(span => span.Name = new string('x', 3_000))));

        Assert.Equal(StatusCode.Unavailable, answer.Code);
        Assert.Equal(way == Way.Grpc ? 0 : 503, answer.HttpStatus);
        Assert.True(answer.SaysRetry);
        Assert.Equal(1, collector.Counter("requests_refused.full"));
        Assert.Equal(StatusCode.OK, (await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()))).Code);
    }

    [Fact]
    public async Task Export_BesideAMessageThatIsStillComing_HasTheRestOfTheRoom()
    {
        await using var collector = await Start(("MaxInFlightBytes", "10000"));
        using (var call = new OpenEndedCall(collector.Grpc, "", 9_000))
        {
            var unanswered = call.StatusAsync();
            // Not before: a request beside it that is let in could take the room that it needs to come so far.
            await UntilAsync(() => Task.FromResult(collector.InFlightBytes >= 9_000));
            Assert.Equal(StatusCode.Unavailable, await SendAsync(collector));
            Assert.False(unanswered.IsCompleted);
        }

        await UntilAsync(async () => await SendAsync(collector) == StatusCode.OK);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_JournalFull_IsUnavailableWithRetry(Way way)
    {
        var writer = new FakeTelemetryWriter { BeforeInsert = _ => new TaskCompletionSource().Task };
        await using var collector = await Start(writer, null, ("MaxJournalBytes", "20000"), ("DrainTimeout", "00:00:00"));

        var answer = await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()));
        for (var i = 0; i < 200 && answer.Code == StatusCode.OK; i++)
        {
            answer = await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()));
        }

        Assert.Equal(StatusCode.Unavailable, answer.Code);
        Assert.True(answer.SaysRetry);
        Assert.Equal(1, collector.Counter("requests_refused.full"));
        Assert.True(collector.Counter("received.spans") > 5);
        Assert.Equal(collector.Counter("received.spans"), collector.Collector.WaitingRows(Storage.Write.TelemetryTable.Spans));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_DiskFull_IsUnavailableUntilThereIsRoom(Way way)
    {
        var disk = new BreakableDisk();
        await using var collector = await Start(new FakeTelemetryWriter(), disk);
        disk.WritesFail = true;

        var answer = await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()));

        Assert.Equal(StatusCode.Unavailable, answer.Code);
        Assert.True(answer.SaysRetry);
        Assert.Equal(0, collector.Counter("received.spans"));
        disk.WritesFail = false;
        Assert.Equal(StatusCode.OK, (await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()))).Code);
    }

    [Theory]
    [InlineData(Way.Grpc, null)]
    [InlineData(Way.Grpc, "wrong")]
    [InlineData(Way.HttpProtobuf, null)]
    [InlineData(Way.HttpJson, "wrong")]
    public async Task Export_WithoutTheKey_IsUnauthenticated(Way way, string? key)
    {
        await using var collector = await Start(("IngestKey", "first"), ("IngestKeys:0", "second"));

        var answer = await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()), key);

        Assert.Equal(StatusCode.Unauthenticated, answer.Code);
        Assert.Equal(way == Way.Grpc ? 0 : 401, answer.HttpStatus);
        Assert.DoesNotContain("wrong", answer.Message, StringComparison.Ordinal);
        Assert.Equal(1, collector.Counter("requests_refused.no_key"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_KeyRightOrWrong_IsInNoLogLine(Way way)
    {
        using var log = new CapturedLog();
        await using (var collector = await RunningCollector.StartAsync(
            new Dictionary<string, string?> { ["Observe:Collector:IngestKey"] = "right-key-4711" }, log: log))
        {
            var answers = new[]
            {
                await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()), "right-key-4711"),
                await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()), "wrong-key-4711"),
            };
            Assert.Equal([StatusCode.OK, StatusCode.Unauthenticated], answers.Select(answer => answer.Code));
        }

        Assert.Contains(log.Lines, line => line.Contains("/Export", StringComparison.Ordinal) || line.Contains("/v1/traces", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Lines, line => line.Contains("4711", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(Way.Grpc, "first")]
    [InlineData(Way.HttpProtobuf, "second")]
    [InlineData(Way.HttpJson, "first")]
    public async Task Export_WithAKey_IsTaken(Way way, string key)
    {
        await using var collector = await Start(("IngestKey", "first"), ("IngestKeys:0", "second"));

        Assert.Equal(StatusCode.OK, (await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()), key)).Code);
    }

    [Fact]
    public async Task Export_BearerToken_IsTaken()
    {
        await using var collector = await Start(("IngestKey", "first"));
        collector.Client.DefaultRequestHeaders.Authorization = new("Bearer", "first");

        Assert.Equal(StatusCode.OK, (await collector.SendAsync(Way.HttpJson, SomeOtlp.Traces(SomeOtlp.Span()))).Code);
    }

    /// <summary>Sends some 3,000 bytes again and again until they are answered so.</summary>
    private static async Task<StatusCode> SendAsync(RunningCollector collector) => (await collector.SendAsync(
        Way.Grpc, SomeOtlp.Traces(SomeOtlp.Span(span => span.Name = new string('x', 3_000))))).Code;

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var pace = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (!await isSo())
        {
            await pace.WaitForNextTickAsync(patience.Token);
        }
    }

    private static Task<RunningCollector> Start(params (string Name, string Value)[] settings) =>
        Start(new FakeTelemetryWriter(), null, settings);

    private static Task<RunningCollector> Start(
        FakeTelemetryWriter writer, BreakableDisk? disk, params (string Name, string Value)[] settings) =>
        RunningCollector.StartAsync(settings.ToDictionary(item => "Observe:Collector:" + item.Name, item => (string?)item.Value), writer, disk);
}

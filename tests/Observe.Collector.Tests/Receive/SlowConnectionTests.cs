using Grpc.Core;
using Observe.Collector.Tests.Fakes;

namespace Observe.Collector.Tests.Receive;

/// <summary>Senders that hold a connection and say nothing. All wait at once: each bound is seconds long.</summary>
public sealed class SlowConnectionTests : IAsyncLifetime
{
    private RunningCollector _collector = null!;

    public async Task InitializeAsync() => _collector = await RunningCollector.StartAsync();

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Fact]
    public async Task Connection_BodyOrHeadersStall_IsClosed()
    {
        const string Post = "POST /v1/traces HTTP/1.1\r\nHost: observe\r\nContent-Type: application/json\r\n";
        using var body = await RawConnection.OpenAsync(_collector.Http);
        using var headers = await RawConnection.OpenAsync(_collector.Http);
        using var call = new OpenEndedCall(_collector.Grpc, "");
        await body.SendAsync(Post + "Content-Length: 1000\r\n\r\n{");
        await headers.SendAsync(Post);

        // Kestrel's floor of 240 bytes a second for bodies, after its grace of five seconds; ten seconds for headers.
        var stalledCall = call.StatusAsync();
        var stalledHeaders = headers.StatusLineAsync();
        Assert.StartsWith("HTTP/1.1 408", await body.StatusLineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await stalledCall);
        Assert.StartsWith("HTTP/1.1 408", await stalledHeaders, StringComparison.Ordinal);
        Assert.Equal(StatusCode.OK, (await _collector.SendAsync(Way.Grpc, SomeOtlp.Traces(SomeOtlp.Span()))).Code);
    }
}

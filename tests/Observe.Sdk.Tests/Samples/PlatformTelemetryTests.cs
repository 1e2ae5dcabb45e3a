using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Observe.Samples.Platform;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Samples;

public sealed class PlatformTelemetryTests
{
    private readonly FakeTimeProvider _time = new(TimeProvider.System.GetUtcNow());

    [Fact]
    public async Task Add_MoreThanMayWait_DropsThemAndSaysHowMany()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var telemetry = new PlatformTelemetry(receiver.Endpoint, "key-1", _time, mostWaiting: 2))
        {
            Add(telemetry, 5);
            Assert.Equal(3, telemetry.Dropped);
        }

        Assert.Equal(("key-1", 1), (receiver.LastApiKey, receiver.Requests));
        Assert.Equal(["function", "function", "platform.logsDropped"], receiver.PlatformRecords.Select(record => record.Type));
        Assert.Equal(3, receiver.PlatformRecords[^1].Body.GetProperty("droppedRecords").GetInt64());
        Assert.All(receiver.PlatformRecords, record => Assert.Equal(("f", "i-1"), (record.Function, record.Instance)));
    }

    [Fact]
    public async Task Add_CollectorRefuses_CountsThemAndSaysItWhenItIsBack()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        receiver.Behaviour = _ => Task.FromResult(StatusCodes.Status503ServiceUnavailable);
        await using var telemetry = new PlatformTelemetry(receiver.Endpoint, null, _time);

        Add(telemetry, 4);
        await LingerAsync(receiver, requests: 1);
        receiver.Behaviour = _ => Task.FromResult(StatusCodes.Status200OK);
        Add(telemetry, 1);
        await LingerAsync(receiver, requests: 2);

        Assert.Equal(4, telemetry.Dropped);
        Assert.Equal(["function", "platform.logsDropped"], receiver.PlatformRecords.Select(record => record.Type));
        Assert.Equal(4, receiver.PlatformRecords[^1].Body.GetProperty("droppedRecords").GetInt64());
    }

    [Fact]
    public async Task DisposeAsync_CollectorNeverAnswers_EndsAllTheSame()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        receiver.Behaviour = async context =>
        {
            var gone = new TaskCompletionSource();
            using var whenGone = context.RequestAborted.Register(gone.SetResult);
            await gone.Task;
            return StatusCodes.Status200OK;
        };
        var telemetry = new PlatformTelemetry(receiver.Endpoint, null, _time);
        // Each instance is a request of its own: only the first is waited for.
        for (var instance = 0; instance < 50; instance++)
        {
            telemetry.Add("?function=f", $"&instance=i-{instance}", PlatformTelemetry.Serialize(_time.GetUtcNow(), "function", "a line"));
        }

        await telemetry.DisposeAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(50, telemetry.Dropped);
    }

    private void Add(PlatformTelemetry telemetry, int count)
    {
        for (var number = 0; number < count; number++)
        {
            telemetry.Add("?function=f", "&instance=i-1", PlatformTelemetry.Serialize(_time.GetUtcNow(), "function", $"line {number}"));
        }
    }

    /// <summary>Moves the clock on until the collector has had so many requests.</summary>
    private async Task LingerAsync(OtlpReceiver receiver, int requests)
    {
        var arrived = receiver.WaitForAsync(all => all.Requests == requests);
        while (!arrived.IsCompleted)
        {
            // The sender may not have begun to wait when the clock is moved first.
            _time.Advance(TimeSpan.FromSeconds(1));
            await Task.Yield();
        }
        await arrived;
    }
}

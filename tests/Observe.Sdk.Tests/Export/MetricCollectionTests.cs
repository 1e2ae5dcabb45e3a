using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Export;

public sealed class MetricCollectionTests : IAsyncLifetime, IDisposable
{
    private readonly FakeTimeProvider _time = new(SomeFunction.ProcessStart);
    private readonly Meter _meter = new($"Shop.{Guid.NewGuid()}");
    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    public void Dispose() => _meter.Dispose();

    [Fact]
    public async Task InvokeAsync_Measured_LeavesWithTheFirstThenOnceAnIntervalAndAtTheEndAsDeltas()
    {
        var orders = _meter.CreateCounter<long>("orders", "{order}");
        await using (var observe = Start())
        {
            await InvokeAsync(observe, orders, 2);
            Assert.Equal([2], Sums());
            await InvokeAsync(observe, orders, 3);
            await InvokeAsync(observe, orders, 4);
            Assert.Equal([2], Sums());

            _time.Advance(TimeSpan.FromSeconds(10));
            await InvokeAsync(observe, orders, 5);
            Assert.Equal([2, 12], Sums());
            await InvokeAsync(observe, orders, 6);
        }

        Assert.Equal([2, 12, 6], Sums());
        Assert.All(_receiver.Metrics.Where(metric => metric.Name == "orders"), metric =>
        {
            Assert.Equal("{order}", metric.Unit);
            Assert.Equal(1, metric.Sum.AggregationTemporality);
        });
    }

    [Fact]
    public async Task InvokeAsync_MeterNotNamed_SendsNoMetrics()
    {
        var orders = _meter.CreateCounter<long>("orders");
        await using (var observe = SomeFunction.Start(_receiver.Endpoint, time: _time))
        {
            await InvokeAsync(observe, orders, 1);
        }

        Assert.Empty(_receiver.Metrics);
    }

    [Fact]
    public async Task InvokeAsync_MetricsRefused_AreCountedAndSaidWithTheNextStart()
    {
        var orders = _meter.CreateCounter<long>("orders");
        _receiver.Behaviour = context => Task.FromResult(
            context.Request.Path == "/v1/metrics" ? StatusCodes.Status400BadRequest : StatusCodes.Status200OK);
        await using var observe = Start();

        await InvokeAsync(observe, orders, 1);

        var lost = observe.Dropped;
        Assert.Equal(0, lost.Spans);
        Assert.True(lost.Metrics > 0);
        _receiver.Behaviour = _ => Task.FromResult(StatusCodes.Status200OK);
        _time.Advance(TimeSpan.FromMinutes(1));
        await observe.InvokeAsync(new FunctionInvocation { InvocationId = "after" }, () => Task.CompletedTask);
        await observe.InvokeAsync(new FunctionInvocation { InvocationId = "back" }, () => Task.CompletedTask);
        Assert.Contains(_receiver.Logs, log => log.Attributes.Plain().TryGetValue("observe.dropped_metrics", out var value) && value is long and > 0);
    }

    [Fact]
    public async Task FlushAsync_CollectorHangs_EndsAtItsBudgetAndHoldsOneSending()
    {
        var orders = _meter.CreateCounter<long>("orders");
        var hang = new TaskCompletionSource<int>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var requests = 0;
        _receiver.Behaviour = context =>
        {
            if (context.Request.Path != "/v1/metrics")
            {
                return Task.FromResult(StatusCodes.Status200OK);
            }
            Interlocked.Increment(ref requests);
            asked.TrySetResult();
            return hang.Task;
        };
        var observe = Start(o =>
        {
            o.ExportTimeout = TimeSpan.FromMinutes(1);
            o.ShutdownTimeout = TimeSpan.Zero;
        });

        var first = InvokeAsync(observe, orders, 1);
        await asked.Task.WaitAsync(TimeSpan.FromSeconds(30));
        _time.Advance(TimeSpan.FromSeconds(30));
        await first;
        _time.Advance(TimeSpan.FromMinutes(5));
        var second = observe.FlushAsync();
        _time.Advance(TimeSpan.FromMinutes(5));
        Assert.False(await second);

        Assert.Equal(1, requests);
        hang.SetResult(StatusCodes.Status200OK);
        observe.Dispose();
    }

    private ObserveFunction Start(Action<ObserveOptions>? configure = null) => SomeFunction.Start(
        _receiver.Endpoint,
        options =>
        {
            options.Meters.Add(_meter.Name);
            configure?.Invoke(options);
        },
        _time);

    private static Task InvokeAsync(ObserveFunction observe, Counter<long> orders, long count) =>
        observe.InvokeAsync(new FunctionInvocation(), () =>
        {
            orders.Add(count);
            return Task.CompletedTask;
        });

    private long[] Sums() => [.. _receiver.Metrics.Where(metric => metric.Name == "orders").Select(metric => metric.Sum.DataPoints.Single().AsInt)];
}

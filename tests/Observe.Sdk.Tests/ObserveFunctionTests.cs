using System.ComponentModel.DataAnnotations;
using System.Diagnostics;
using Observe.Sdk.Invocations;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests;

public sealed class ObserveFunctionTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task InvokeAsync_Succeeds_SpanHasArrivedWhenItReturns()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint, o => o.FunctionVersion = "7");

        var answer = await observe.InvokeAsync(
            new FunctionInvocation { InvocationId = "i-1", SpanName = "POST /orders", Attributes = new Dictionary<string, object?> { ["shop"] = "north" } },
            () => Task.FromResult(42));

        Assert.Equal(42, answer);
        var span = Assert.Single(_receiver.Spans);
        Assert.Equal("POST /orders", span.Name);
        Assert.Equal(2, span.Kind);
        Assert.Null(span.Status);
        var attributes = span.Attributes.Plain();
        Assert.Equal("checkout", attributes["faas.name"]);
        Assert.Equal("7", attributes["faas.version"]);
        Assert.Equal("i-1", attributes["faas.invocation_id"]);
        Assert.Equal("http", attributes["faas.trigger"]);
        Assert.Equal(true, attributes["faas.coldstart"]);
        Assert.Equal("on-demand", attributes["observe.init_type"]);
        Assert.Equal("north", attributes["shop"]);
        Assert.Equal(_receiver.Resource["faas.instance"], attributes["faas.instance"]);
        Assert.Equal("checkout", _receiver.Resource["service.name"]);
        Assert.DoesNotContain("cloud.provider", _receiver.Resource.Keys);
        Assert.Equal(default, observe.Dropped);
    }

    [Fact]
    public async Task InvokeAsync_WorkThrows_RecordsAndRethrows()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);

        var thrown = await Assert.ThrowsAsync<TimeoutException>(
            () => observe.InvokeAsync(new FunctionInvocation(), Task () => throw new TimeoutException("bank is slow")));

        Assert.Equal("bank is slow", thrown.Message);
        var span = Assert.Single(_receiver.Spans);
        Assert.Equal(2, span.Status.Code);
        Assert.Equal("bank is slow", span.Status.Message);
        Assert.Equal("System.TimeoutException", span.Attributes.Plain()["error.type"]);
        var recorded = Assert.Single(span.Events);
        Assert.Equal("exception", recorded.Name);
        Assert.Equal("System.TimeoutException", recorded.Attributes.Plain()["exception.type"]);
    }

    [Fact]
    public async Task InvokeAsync_ManyAtOnce_ExactlyOneIsCold()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        using var all = new Barrier(16);

        await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Factory.StartNew(
            () =>
            {
                all.SignalAndWait();
                return observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);
            },
            CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap()));

        Assert.Equal(16, _receiver.Spans.Count);
        Assert.Single(_receiver.Spans, s => s.Attributes.Plain()["faas.coldstart"] is true);
        Assert.Single(_receiver.Spans, s => s.Attributes.Plain().ContainsKey("faas.init_duration"));
    }

    [Fact]
    public async Task InvokeAsync_ManyAtOnce_EachLogBelongsToItsOwnSpan()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        var allStarted = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = 0;

        await Task.WhenAll(Enumerable.Range(0, 8).Select(i => observe.InvokeAsync(
            new FunctionInvocation { InvocationId = $"i-{i}" },
            async () =>
            {
                if (Interlocked.Increment(ref running) == 8)
                {
                    allStarted.SetResult();
                }
                await allStarted.Task;
                observe.Logger.Information("Order of {Invocation}", $"i-{i}");
            })));

        Assert.Equal(8, _receiver.Spans.Select(s => s.TraceId.Hex()).Distinct().Count());
        foreach (var log in _receiver.Logs.Where(l => l.EventName.Length == 0))
        {
            var span = Assert.Single(_receiver.Spans, s => s.SpanId == log.SpanId);
            Assert.Equal(span.TraceId, log.TraceId);
            Assert.Equal(span.Attributes.Plain()["faas.invocation_id"], log.Attributes.Plain()["Invocation"]);
        }
        Assert.Equal(8, _receiver.Logs.Count(l => l.EventName.Length == 0));
    }

    [Fact]
    public async Task InvokeAsync_StillRunning_StartRecordHasArrived()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        var deadline = new DateTimeOffset(2040, 1, 2, 3, 4, 5, TimeSpan.Zero).AddTicks(7);
        Activity? span = null;

        await observe.InvokeAsync(
            new FunctionInvocation { InvocationId = "i-9", Deadline = deadline },
            async () =>
            {
                span = Activity.Current;
                await _receiver.WaitForAsync(r => r.Logs.Count == 1);
            });

        var record = _receiver.Logs[0];
        Assert.Equal("observe.invocation.started", record.EventName);
        Assert.Equal(span!.TraceId.ToHexString(), record.TraceId.Hex());
        Assert.Equal(span.SpanId.ToHexString(), record.SpanId.Hex());
        var attributes = record.Attributes.Plain();
        Assert.Equal("i-9", attributes["faas.invocation_id"]);
        Assert.Equal("checkout", attributes["faas.name"]);
        Assert.NotEqual("", attributes["faas.instance"]);
        Assert.Equal((deadline.ToUnixTimeSeconds() * 1_000_000_000L) + 700, attributes["observe.deadline_unix_nano"]);
    }

    [Fact]
    public async Task InvokeAsync_MessageWithParentAndLinks_ContinuesTheTraceAsConsumer()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        var parent = TraceContext.Extract(name => name == "traceparent"
            ? "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" : "vendor=1");
        var other = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);

        await observe.InvokeAsync(
            new FunctionInvocation { Trigger = FunctionTrigger.PubSub, Parent = parent, Links = [new ActivityLink(other)] }, () => Task.CompletedTask);

        var span = Assert.Single(_receiver.Spans);
        Assert.Equal(5, span.Kind);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId.Hex());
        Assert.Equal("b7ad6b7169203331", span.ParentSpanId.Hex());
        Assert.Equal("vendor=1", span.TraceState);
        Assert.Equal(other.SpanId.ToHexString(), Assert.Single(span.Links).SpanId.Hex());
    }

    [Fact]
    public async Task InvokeAsync_AmbientActivity_IsNeitherParentNorLost()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        using var ambient = new Activity("web server").Start();

        await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);

        Assert.Same(ambient, Activity.Current);
        Assert.Empty(Assert.Single(_receiver.Spans).ParentSpanId);
    }

    [Fact]
    public async Task InvokeAsync_OutgoingCall_IsAClientSpanAndCarriesTheContext()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        await using var downstream = await OtlpReceiver.StartAsync();
        string? traceParent = null;
        downstream.Behaviour = context =>
        {
            traceParent = context.Request.Headers.TraceParent;
            return Task.FromResult(503);
        };
        using var client = new HttpClient();

        await observe.InvokeAsync(
            new FunctionInvocation(),
            async () =>
            {
                using var answer = await client.GetAsync(downstream.Endpoint);
            });

        var call = Assert.Single(_receiver.Spans, s => s.Kind == 3);
        var invocation = Assert.Single(_receiver.Spans, s => s.Kind == 2);
        Assert.Equal(invocation.SpanId, call.ParentSpanId);
        Assert.Equal($"00-{call.TraceId.Hex()}-{call.SpanId.Hex()}-01", traceParent);
        Assert.Equal(503L, call.Attributes.Plain()["http.response.status_code"]);
    }

    [Fact]
    public async Task InvokeAsync_PlannedProcess_SaysHowLongItWasInitialising()
    {
        var time = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(SomeFunction.ProcessStart.AddMilliseconds(400));
        await using var observe = SomeFunction.Start(_receiver.Endpoint, time: time);
        time.Advance(TimeSpan.FromSeconds(1));

        await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);
        await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);

        Assert.Equal(1.4, _receiver.Spans[0].Attributes.Plain()["faas.init_duration"]);
        Assert.Equal(false, _receiver.Spans[1].Attributes.Plain()["faas.coldstart"]);
    }

    [Theory]
    [InlineData("on-demand", true)]
    [InlineData("provisioned-concurrency", true)]
    [InlineData("lambda-managed-instances", true)]
    [InlineData("snap-start", false)]
    public async Task InvokeAsync_FirstOfAnEnvironment_SaysHowItCameToBe(string type, bool isMeasured)
    {
        await using var observe = ObserveFunction.Start(
            o =>
            {
                o.Endpoint = _receiver.Endpoint;
                o.FlushTimeout = TimeSpan.FromSeconds(30);
            },
            name => name switch
            {
                "AWS_LAMBDA_FUNCTION_NAME" => "orders",
                "AWS_LAMBDA_INITIALIZATION_TYPE" => type,
                _ => null,
            },
            new ColdStart(TimeProvider.System.GetUtcNow().AddSeconds(-1), TimeProvider.System),
            TimeProvider.System);

        await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);

        var attributes = Assert.Single(_receiver.Spans).Attributes.Plain();
        Assert.Equal((true, type), (attributes["faas.coldstart"], attributes["observe.init_type"]));
        Assert.Equal(isMeasured, attributes.ContainsKey("faas.init_duration"));
    }

    [Fact]
    public async Task Start_ApiKey_IsSentAsItIs()
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint, o => o.ApiKey = "a=b,c%20+\"d");

        await observe.InvokeAsync(new FunctionInvocation(), () => Task.CompletedTask);

        Assert.Equal("a=b,c%20+\"d", _receiver.LastApiKey);
    }

    [Fact]
    public async Task Dispose_WithoutInvocation_SendsWhatWasLogged()
    {
        var observe = SomeFunction.Start(_receiver.Endpoint);
        observe.Logger.Warning("Left over");

        await observe.DisposeAsync();

        Assert.Equal("Left over", Assert.Single(_receiver.Logs).Body.StringValue);
    }

    [Fact]
    public void Start_NoName_SaysWhatToSet()
    {
        var refused = Assert.Throws<InvalidOperationException>(() => SomeFunction.Start(_receiver.Endpoint, o => o.ServiceName = null));

        Assert.Contains("OTEL_SERVICE_NAME", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Endpoint")]
    [InlineData("ApiKey")]
    [InlineData("FlushTimeout")]
    [InlineData("Timeout")]
    [InlineData("MaxQueueLength")]
    public void Start_BadOption_NamesIt(string option)
    {
        var refused = Assert.Throws<ValidationException>(() => SomeFunction.Start(_receiver.Endpoint, o =>
        {
            o.Endpoint = option == "Endpoint" ? new Uri("ftp://collector") : o.Endpoint;
            o.ApiKey = option == "ApiKey" ? "two\nlines" : null;
            o.FlushTimeout = option == "FlushTimeout" ? TimeSpan.FromHours(1) : o.FlushTimeout;
            o.Timeout = option == "Timeout" ? TimeSpan.Zero : null;
            o.MaxQueueLength = option == "MaxQueueLength" ? 0 : o.MaxQueueLength;
        }));

        Assert.Contains($"ObserveOptions.{option} ", refused.Message, StringComparison.Ordinal);
    }
}

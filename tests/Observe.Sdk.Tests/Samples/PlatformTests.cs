using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Samples;

/// <summary>The real demo: real processes, real cold starts, real calls.</summary>
public sealed class PlatformTests
{
    private static readonly string[] Functions = ["checkout", "fulfilment", "payments", "restock"];

    [Fact]
    public async Task Demo_Runs_FunctionsInOneTraceAndBehindAQueueWithColdStartsAndFaults()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var platform = await PlatformProcess.StartAsync(
            receiver.Endpoint, ("OBSERVE_DEMO_RATE", "1"), ("OBSERVE_DEMO_IDLE_SECONDS", "0.2"), ("OBSERVE_DEMO_BAD_PHASE", "always"),
            ("OBSERVE_DEMO_UNFORESEEN_EVERY", "never"), ("OBSERVE_DEMO_SCHEDULE_SECONDS", "2"));

        await receiver.WaitForAsync(r => Followed(r).Any() && Invocations(r, "restock").Any() && Invocations(r, "payments").Any(s => s.Status?.Code == 2)
            && Invocations(r, "checkout").Any(s => s.Status?.Code == 2)
            && Instances(r, "checkout") > 1 && Instances(r, "payments") > 1
            && r.Logs.Any(IsOfAPlacedOrder) && Rated(r).Any());
        var whileItRan = Reports(receiver);
        platform.CloseInput();
        await platform.WaitForExitAsync();

        Assert.Equal(0, platform.ExitCode);
        Assert.Equal(
            ["demo", "aws_lambda", "eu-central-1", 512L << 20],
            new[] { "deployment.environment.name", "cloud.platform", "cloud.region", "faas.max_memory" }.Select(key => receiver.Resources["checkout"][key]));
        foreach (var instance in receiver.Spans.Where(s => Faas(s, "faas.instance") is not null).GroupBy(s => Faas(s, "faas.instance")))
        {
            var cold = Assert.Single(instance, s => Faas(s, "faas.coldstart") is true);
            Assert.InRange((double)Faas(cold, "faas.init_duration")!, 0.02, 60);
        }
        var calls = receiver.Spans.Where(s => s.Kind == 3).ToDictionary(s => s.SpanId);
        var charge = Invocations(receiver, "payments").First(s => calls.ContainsKey(s.ParentSpanId));
        Assert.Equal("POST /charge", charge.Name);
        Assert.Contains(Invocations(receiver, "checkout"), s => s.SpanId == calls[charge.ParentSpanId].ParentSpanId);
        Assert.Contains(calls.Values, s => Faas(s, "db.system.name") is "shop-store");
        // The service in a container is in the same traces.
        Assert.Contains(Invocations(receiver, "checkout"), s => Rated(receiver).Any(call => call.ParentSpanId == s.SpanId));
        Assert.All(
            receiver.Logs.Where(l => l.EventName == "observe.invocation.started"),
            l => Assert.True(l.Attributes.Plain().ContainsKey("observe.deadline_unix_nano")));
        // The platform tells of each invocation that a function tells of, under the same names, of failures, and of no death. One that a busy machine did not
        // finish in time is rightly ended, and has told of nothing; so is one that is under way when the platform ends.
        Assert.Subset(new HashSet<string?> { "success", "timeout", "failure" }, whileItRan.Select(status => status.Key).ToHashSet());
        var reports = Reports(receiver);
        Assert.Subset(new HashSet<string?> { "success", "timeout", "failure", "error" }, reports.Select(status => status.Key).ToHashSet());
        var late = reports["timeout"].Concat(reports["error"]).Select(record => record.Text("requestId")).ToHashSet();
        Assert.Subset(
            receiver.PlatformRecords.Where(record => record.Type == "platform.start" && !late.Contains(record.Text("requestId")))
                .Select(record => (record.Function, record.Instance, record.Text("requestId"))).ToHashSet(),
            Functions.SelectMany(function => Invocations(receiver, function))
                .Select(s => ((string)Faas(s, "faas.name")!, (string)Faas(s, "faas.instance")!, Faas(s, "faas.invocation_id") as string)).ToHashSet());
        Assert.Contains(receiver.Logs, IsOfAPlacedOrder);
        // Behind the queue: by its link the work on a message leads to the order that sent it, in whichever trace that is.
        Assert.All(Followed(receiver), step => Assert.Equal(
            ("aws_sqs", "orders", Faas(step.Sent, "messaging.message.id")),
            (Faas(step.Work, "messaging.system"), Faas(step.Work, "messaging.destination.name"), Faas(step.Work, "messaging.message.id"))));
        Assert.All(Invocations(receiver, "fulfilment"), s => Assert.Equal(("pubsub", 5), (Faas(s, "faas.trigger"), s.Kind)));
        Assert.All(Invocations(receiver, "restock"), s => Assert.Equal("timer", Faas(s, "faas.trigger")));
    }

    [Theory]
    [InlineData("TERM", true)]
    [InlineData("INT", true)]
    [InlineData("KILL", false)]
    public async Task Demo_Signalled_NoInstanceOutlivesIt(string signal, bool gracefully)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var platform = await PlatformProcess.StartAsync(receiver.Endpoint);
        // A frozen one cannot end by itself.
        await receiver.WaitForAsync(r => Invocations(r, "fulfilment").Any());
        var instances = platform.Instances();
        Assert.True(instances.Count >= 2);

        platform.Signal(signal);
        await platform.WaitForExitAsync();
        await PlatformProcess.WaitForExitAsync(instances);

        Assert.Equal(gracefully, platform.ExitCode == 0);
    }

    /// <summary>What was sent to the queue, and the work on it.</summary>
    private static IEnumerable<(OtlpSpan Sent, OtlpSpan Work)> Followed(OtlpReceiver receiver)
    {
        var sent = receiver.Spans.Where(s => s.Kind == 4).ToDictionary(s => s.SpanId);
        return receiver.Spans.Where(s => s.Name == "process orders" && s.Links is [var link] && sent.ContainsKey(link.SpanId))
            .Select(s => (sent[s.Links[0].SpanId], s));
    }

    /// <summary>The calls that the service of shipping rates answered.</summary>
    private static IEnumerable<OtlpSpan> Rated(OtlpReceiver receiver)
    {
        var answered = receiver.Spans.Where(s => s.Name == "GET /rates/{postcode}").Select(s => s.ParentSpanId).ToHashSet();
        return receiver.Spans.Where(s => s.Kind == 3 && answered.Contains(s.SpanId));
    }

    /// <summary>By their status.</summary>
    private static ILookup<string?, PlatformRecord> Reports(OtlpReceiver receiver) =>
        receiver.PlatformRecords.Where(record => record.Type == "platform.report").ToLookup(record => record.Text("status"));

    private static bool IsOfAPlacedOrder(OtlpLog log) => log.Attributes.Plain().GetValueOrDefault("message_template.text") is "Order {OrderId} placed";

    private static IEnumerable<OtlpSpan> Invocations(OtlpReceiver receiver, string function) =>
        receiver.Spans.Where(s => Faas(s, "faas.name") as string == function);

    private static int Instances(OtlpReceiver receiver, string function) =>
        Invocations(receiver, function).Select(s => Faas(s, "faas.instance")).Distinct().Count();

    private static object? Faas(OtlpSpan span, string name) => span.Attributes.Plain().GetValueOrDefault(name);
}

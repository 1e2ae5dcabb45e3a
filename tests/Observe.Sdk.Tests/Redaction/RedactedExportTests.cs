using System.Diagnostics.Metrics;
using System.Text;
using Google.Protobuf;
using Observe.Redaction;
using Observe.Sdk.Redact;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Redaction;

/// <summary>What leaves the process of a function, byte by byte.</summary>
public sealed class RedactedExportTests
{
    [Fact]
    public async Task InvokeAsync_SecretsOfAllKindsEverywhere_NeverLeaveTheProcess()
    {
        // As long as not to stand in a text by chance.
        var samples = SecretSamples.All.Where(sample => sample.Secret.Length >= 13).ToArray();
        Assert.InRange(samples.Select(sample => sample.Kind).Distinct().Count(), 40, 1_000);
        using var meter = new Meter("Redaction.Shop");
        var orders = meter.CreateCounter<long>("orders");
        await using var receiver = await OtlpReceiver.StartAsync();
        await using (var observe = SomeFunction.Start(receiver.Endpoint, o =>
        {
            o.Meters.Add(meter.Name);
            o.MetricInterval = TimeSpan.Zero;
        }))
        {
            foreach (var (_, before, secret, after) in samples)
            {
                var text = before + secret + after;
                var invocation = new FunctionInvocation { Attributes = new Dictionary<string, object?> { ["note"] = text, ["db.password"] = "plainhunter2" } };
                await Assert.ThrowsAsync<InvalidOperationException>(() => observe.InvokeAsync(invocation, () =>
                {
                    orders.Add(1, new KeyValuePair<string, object?>("note", text));
                    observe.Logger.Error(new InvalidOperationException(text), "It went wrong with {Note}", text);
                    throw new InvalidOperationException(text);
                }));
            }
            Assert.Superset(samples.Select(sample => sample.Kind).ToHashSet(), observe.Redacted.Keys.ToHashSet());
            Assert.Equal(samples.Length, observe.Redacted["key"]);
            Assert.Equal(default, observe.Dropped);
        }

        Assert.Equal(samples.Length, receiver.Spans.Count);
        Assert.NotEmpty(receiver.Metrics);
        var sent = receiver.Bodies.Select(Encoding.Latin1.GetString).ToArray();
        Assert.DoesNotContain(samples.Select(sample => sample.Secret).Append("plainhunter2"), secret => sent.Any(body => body.Contains(secret, StringComparison.Ordinal)));
    }

    [Fact]
    public async Task InvokeAsync_RedactionDisabled_SendsWhatWasSaid()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var observe = SomeFunction.Start(receiver.Endpoint, o => o.Redaction.Enabled = false);

        await observe.InvokeAsync(new FunctionInvocation { SpanName = "password=hunter2hunter2" }, () => Task.CompletedTask);

        Assert.Equal("password=hunter2hunter2", Assert.Single(receiver.Spans).Name);
        Assert.Empty(observe.Redacted);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Send_SecretInTheRequest_IsTakenOutBeforeItIsCompressed(bool compresses, bool asynchronous)
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        using var sender = new HttpMessageInvoker(
            new RedactingHandler(new Lazy<Redactor>(() => new Redactor(new RedactionOptions())), OtlpShape.Traces, new SocketsHttpHandler(), compresses));
        var trace = new TraceRequest { ResourceSpans = { new ResourceSpans { Resource = new OtlpResource(), ScopeSpans = { new ScopeSpans { Spans = { new OtlpSpan { Name = "password=hunter2hunter2" } } } } } } };
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(receiver.Endpoint, "v1/traces")) { Content = new ByteArrayContent(trace.ToByteArray()) };

        using var answer = asynchronous
            ? await sender.SendAsync(request, CancellationToken.None)
            : await Task.Run(() => sender.Send(request, CancellationToken.None));

        Assert.True(answer.IsSuccessStatusCode);
        Assert.Equal("password=REDACTED", Assert.Single(receiver.Spans).Name);
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Observe.Sdk.AwsLambda;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.AwsLambda;

public sealed partial class LambdaHandlersTests : IAsyncLifetime
{
    private static readonly LambdaInvocation Invocation = new() { RequestId = "r-1", Deadline = DateTimeOffset.MaxValue };

    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Json_TypedFunction_ReadsAndWrites()
    {
        var handler = LambdaHandlers.Json((Point point, LambdaInvocation _, CancellationToken _) => Task.FromResult(new Point(point.Y, point.X)), PointJson.Default.Point, PointJson.Default.Point);

        Assert.Equal("""{"X":2,"Y":1}""", await AnswerAsync(handler, """{"X":1,"Y":2}"""));
        await Assert.ThrowsAsync<JsonException>(() => AnswerAsync(handler, "{"));
    }

    [Fact]
    public async Task Streams_Function_ReadsAndWrites()
    {
        var handler = LambdaHandlers.Streams(async (input, _, cancellation) =>
        {
            var output = new MemoryStream();
            await input.CopyToAsync(output, cancellation);
            output.Position = 1;
            return output;
        });

        Assert.Equal("bc", await AnswerAsync(handler, "abc"));
    }

    [Theory]
    [InlineData("orders", """{"batchItemFailures":[{"itemIdentifier":"m-2"}]}""", 3)]
    [InlineData("orders.fifo", """{"batchItemFailures":[{"itemIdentifier":"m-2"},{"itemIdentifier":"m-3"}]}""", 2)]
    public async Task SqsMessages_OneFails_IsReportedAndHasASpanOfItsOwn(string queue, string answer, int tried)
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);
        List<SqsMessage> seen = [];
        var handler = LambdaHandlers.SqsMessages(observe, (message, _, _) =>
        {
            seen.Add(message);
            return message.MessageId == "m-2" ? throw new FormatException("postcode") : Task.CompletedTask;
        });
        var payload = $$"""{"Records":[{{Record(1, queue)}},{{Record(2, queue)}},{{Record(3, queue)}}] }""";

        Assert.Equal(answer, await observe.InvokeAsync(new FunctionInvocation { Trigger = FunctionTrigger.PubSub }, () => AnswerAsync(handler, payload)));

        Assert.Equal(tried, seen.Count);
        Assert.Equal(("body 2", queue, 2, 1_767_225_600_002, "north"), (seen[1].Body, seen[1].Queue, seen[1].ReceiveCount, seen[1].SentAt!.Value.ToUnixTimeMilliseconds(), seen[1].Attributes["shop"]));
        var invocation = Assert.Single(_receiver.Spans, s => s.Attributes.Plain().ContainsKey("faas.invocation_id"));
        Assert.Null(invocation.Status);
        var works = _receiver.Spans.Where(s => s != invocation).ToList();
        Assert.Equal(tried, works.Count);
        Assert.All(works, work => Assert.Equal((invocation.SpanId, 5, $"process {queue}"), (work.ParentSpanId, work.Kind, work.Name)));
        var failed = Assert.Single(works, work => work.Status?.Code == 2);
        Assert.Equal(("m-2", "System.FormatException", 2L), (failed.Attributes.Plain()["messaging.message.id"], failed.Attributes.Plain()["error.type"], failed.Attributes.Plain()["observe.message.receive_count"]));
        Assert.Equal("00000000000000000000000000000002", Assert.Single(failed.Links).TraceId.Hex());
        Assert.Single(_receiver.Logs, log => log.SeverityText == "Error" && log.SpanId == failed.SpanId);
    }

    [Theory]
    [InlineData("""{"order":7}""")]
    [InlineData("""{"Records":[{"body":"b"}]}""")]
    public async Task SqsMessages_AnotherEvent_IsRefused(string payload)
    {
        await using var observe = SomeFunction.Start(_receiver.Endpoint);

        await Assert.ThrowsAsync<FormatException>(() => AnswerAsync(LambdaHandlers.SqsMessages(observe, (_, _, _) => Task.CompletedTask), payload));
    }

    private static string Record(int number, string queue) => $$"""
        {"messageId":"m-{{number}}","body":"body {{number}}","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:r:1:{{queue}}",
        "attributes":{"ApproximateReceiveCount":"{{number}}","SentTimestamp":"176722560000{{number}}"},
        "messageAttributes":{"shop":{"stringValue":"north"},"traceparent":{"stringValue":"00-{{number:D32}}-{{number:D16}}-01"} } }
        """;

    private static async Task<string> AnswerAsync(LambdaHandler handler, string payload) =>
        Encoding.UTF8.GetString((await handler(Encoding.UTF8.GetBytes(payload), Invocation, CancellationToken.None)).Span);

    internal sealed record Point(int X, int Y);

    [JsonSerializable(typeof(Point))]
    internal sealed partial class PointJson : JsonSerializerContext;
}

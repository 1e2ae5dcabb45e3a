using System.Text;
using Observe.Sdk.AwsLambda;
using Observe.Sdk.AwsLambda.Events;
using Observe.Sdk.AwsLambda.Runtime;

namespace Observe.Sdk.Tests.AwsLambda;

public sealed class LambdaEventTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Parent = $"00-{Trace}-b7ad6b7169203331-01";
    private const string XRay = "Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=";

    private static readonly string Base64 = Convert.ToBase64String(Encoding.UTF8.GetBytes("""{"traceparent":"PARENT"}""".Replace("PARENT", Parent, StringComparison.Ordinal)));

    /// <summary>An event, its trigger, the name of its span (null for the function's), and one attribute.</summary>
    public static TheoryData<string, string, string?, string, object?> Shapes => new()
    {
        {
            """{"version":"2.0","routeKey":"POST /orders/{id}","rawPath":"/orders/7","headers":{"TraceParent":"PARENT"},"requestContext":{"domainName":"a.example","http":{"method":"POST","path":"/orders/7"}}}""",
            "http", "POST /orders/{id}", "url.path", "/orders/7"
        },
        {
            """{"resource":"/orders","path":"/orders","httpMethod":"GET","multiValueHeaders":{"traceparent":["PARENT"]},"requestContext":{"stage":"p"}}""",
            "http", "GET /orders", "http.request.method", "GET"
        },
        {
            """{"requestContext":{"elb":{"targetGroupArn":"t"}},"httpMethod":"GET","path":"/","headers":{"traceparent":"PARENT","x-forwarded-proto":"https"}}""",
            "http", "GET", "url.scheme", "https"
        },
        {
            """{"Records":[{"messageId":"m-1","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:r:1:orders","messageAttributes":{"traceparent":{"stringValue":"PARENT","dataType":"String"}}}]}""",
            "pubsub", "orders process", "messaging.message.id", "m-1"
        },
        {
            """{"Records":[{"messageId":"m-1","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:r:1:orders","attributes":{"AWSTraceHeader":"XRAY1"}}]}""",
            "pubsub", "orders process", "messaging.destination.name", "orders"
        },
        {
            """{"Records":[{"messageId":"m-1","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:r:1:orders","body":"{\"Type\":\"Notification\",\"MessageAttributes\":{\"traceparent\":{\"Type\":\"String\",\"Value\":\"PARENT\"}}}"}]}""",
            "pubsub", "orders process", "messaging.system", "aws_sqs"
        },
        {
            """{"Records":[{"EventSource":"aws:sns","Sns":{"MessageId":"m-2","TopicArn":"arn:aws:sns:r:1:news","MessageAttributes":{"traceparent":{"Type":"String","Value":"PARENT"}}}}]}""",
            "pubsub", "news process", "messaging.system", "aws.sns"
        },
        {
            """{"Records":[{"eventID":"s:1","eventSource":"aws:kinesis","eventSourceARN":"arn:aws:kinesis:r:1:stream/clicks","kinesis":{"data":"BASE64"}}]}""",
            "pubsub", "clicks process", "messaging.message.id", "s:1"
        },
        {
            """{"id":"e-1","detail-type":"OrderPlaced","source":"shop","detail":{"traceparent":"PARENT"}}""",
            "pubsub", "OrderPlaced process", "messaging.destination.name", "shop"
        },
    };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Describe_EventWithItsSender_ContinuesTheTrace(string payload, string trigger, string? name, string key, object? value)
    {
        var invocation = Describe(payload);

        Assert.Equal((trigger, name, value), (invocation.Trigger, invocation.SpanName, invocation.Attributes[key]));
        Assert.Equal((Trace, "b7ad6b7169203331"), (invocation.Parent.TraceId.ToHexString(), invocation.Parent.SpanId.ToHexString()));
        Assert.Empty(invocation.Links);
    }

    [Theory]
    [InlineData("""{"detail-type":"Scheduled Event","source":"aws.events","time":"2026-01-01T00:00:00Z","detail":{}}""", "timer", "faas.time", "2026-01-01T00:00:00Z")]
    [InlineData("""{"Records":[{"eventSource":"aws:dynamodb","eventName":"MODIFY","eventSourceARN":"arn:aws:dynamodb:r:1:table/carts/stream/t"}]}""", "datasource", "faas.document.collection", "carts")]
    [InlineData("""{"Records":[{"eventSource":"aws:s3","eventName":"ObjectCreated:Put","s3":{"bucket":{"name":"b"},"object":{"key":"k"}}}]}""", "datasource", "faas.document.operation", "insert")]
    [InlineData("""{"order":7}""", "other", "aws.lambda.invoked_arn", "arn")]
    [InlineData("""{"Records":[]}""", "other", "aws.lambda.invoked_arn", "arn")]
    [InlineData("""{"Records":[7]}""", "other", "aws.lambda.invoked_arn", "arn")]
    [InlineData("""{"Records":[{"eventSource":7,"Sns":7}]}""", "other", "aws.lambda.invoked_arn", "arn")]
    [InlineData("""{"requestContext":{"http":7},"headers":[7]}""", "other", "aws.lambda.invoked_arn", "arn")]
    [InlineData("""{"requestContext":{},"httpMethod":"GET","headers":{"traceparent":7}}""", "http", "http.request.method", "GET")]
    [InlineData("7", "other", "aws.lambda.invoked_arn", "arn")]
    [InlineData("not JSON", "other", "aws.lambda.invoked_arn", "arn")]
    [InlineData("", "other", "aws.lambda.invoked_arn", "arn")]
    public void Describe_EventWithoutSender_SaysWhatItIs(string payload, string trigger, string key, string value)
    {
        var invocation = Describe(payload);

        Assert.Equal((trigger, value, default), (invocation.Trigger, invocation.Attributes[key], invocation.Parent));
    }

    [Fact]
    public void Describe_Batch_LinksEachMessageToItsSender()
    {
        var record = """{"messageId":"m-1","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:r:1:orders","messageAttributes":{"traceparent":{"stringValue":"PARENT"}}}""".Replace("PARENT", Parent, StringComparison.Ordinal);
        var invocation = Describe($$"""{"Records":[{{record}},{{record.Replace("m-1", "m-2", StringComparison.Ordinal).Replace("3331-01", "3332-01", StringComparison.Ordinal)}},{"messageId":"m-3","eventSource":"aws:sqs"}] }""");

        Assert.Equal(default, invocation.Parent);
        Assert.Equal(3, invocation.Attributes["messaging.batch.message_count"]);
        Assert.Equal(
            [("b7ad6b7169203331", "m-1"), ("b7ad6b7169203332", "m-2")],
            invocation.Links.Select(link => (link.Context.SpanId.ToHexString(), (string)link.Tags!.Single(tag => tag.Key == "messaging.message.id").Value!)));
    }

    [Fact]
    public void Describe_SenderWasNotRecorded_IsLinkedAndDoesNotSilenceTheInvocation()
    {
        var invocation = Describe(
            """{"Records":[{"messageId":"m-1","eventSource":"aws:sqs","eventSourceARN":"arn:aws:sqs:r:1:orders","attributes":{"AWSTraceHeader":"XRAY0"}}]}""");

        Assert.Equal(default, invocation.Parent);
        Assert.Equal(Trace, Assert.Single(invocation.Links).Context.TraceId.ToHexString());
    }

    [Theory]
    [InlineData("1", true)]
    [InlineData("0", false)]
    public void Describe_HeaderOfXRay_IsTheParentWhenItWasRecorded(string sampled, bool isParent) =>
        Assert.Equal(isParent, Describe("{}", XRay + sampled).Parent != default);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Root=1-0af76519-16cd43dd8448eb211c80319c")]
    [InlineData("Root=2-0af76519-16cd43dd8448eb211c80319c;Parent=b7ad6b7169203331;Sampled=1")]
    [InlineData("Root=1-0af7651916cd43dd8448eb211c80319cx;Parent=b7ad6b7169203331;Sampled=1")]
    [InlineData("Root=1-0af76519-16cd43dd8448eb211c80319c;Parent=nothex;Sampled=1")]
    public void ExtractXRay_AbsentOrMalformed_IsEmpty(string? header) => Assert.Equal(default, TraceContext.ExtractXRay(header));

    private static FunctionInvocation Describe(string payload, string? trace = null) => LambdaEvent.Describe(new RuntimeEvent(
        new LambdaInvocation { RequestId = "r-1", Deadline = TimeProvider.System.GetUtcNow(), InvokedFunctionArn = "arn", TraceHeader = trace },
        Encoding.UTF8.GetBytes(payload.Replace("PARENT", Parent, StringComparison.Ordinal).Replace("XRAY", XRay, StringComparison.Ordinal).Replace("BASE64", Base64, StringComparison.Ordinal))));
}

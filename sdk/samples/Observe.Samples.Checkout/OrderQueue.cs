using System.Diagnostics;
using System.Net.Http.Headers;
using System.Text.Json;
using Observe.Sdk;
using OpenTelemetry;

namespace Observe.Samples.Checkout;

/// <summary>
/// Sends accepted orders to a queue in the JSON protocol of SQS. The trace context travels in the message's attributes, so that whoever works on it
/// can be followed back to the order.
/// </summary>
internal sealed class OrderQueue(HttpClient http, Uri address)
{
    public const string SourceName = "Observe.Samples.OrderQueue";
    private const string Queue = "orders";

    private static readonly ActivitySource Source = new(SourceName);

    public async Task SendAsync(PlacedOrder order, CancellationToken cancellation)
    {
        using var span = Source.StartActivity($"send {Queue}", ActivityKind.Producer);
        span?.SetTag("messaging.system", "aws_sqs");
        span?.SetTag("messaging.operation.name", "send");
        span?.SetTag("messaging.operation.type", "send");
        span?.SetTag("messaging.destination.name", Queue);
        span?.SetTag("server.address", address.Host);
        span?.SetTag("server.port", address.Port);
        var attributes = new Dictionary<string, MessageAttribute>();
        TraceContext.Inject((name, value) => attributes[name] = new MessageAttribute("String", value));
        var message = new SendMessage(address.AbsoluteUri, JsonSerializer.Serialize(order, OrderJson.Default.PlacedOrder), attributes);
        // The request beneath is how the queue is reached, and would only repeat the span.
        using var quiet = SuppressInstrumentationScope.Begin();
        try
        {
            var sent = await SendAsync(message, cancellation);
            span?.SetTag("messaging.message.id", sent?.MessageId);
        }
        catch (Exception exception)
        {
            span?.AddException(exception);
            span?.SetTag("error.type", exception.GetType().FullName);
            span?.SetStatus(ActivityStatusCode.Error, exception.Message);
            throw;
        }
    }

    private async Task<SentMessage?> SendAsync(SendMessage message, CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        request.Headers.Add("X-Amz-Target", "AmazonSQS.SendMessage");
        request.Content = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(message, QueueJson.Default.SendMessage));
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/x-amz-json-1.0");
        using var answer = await http.SendAsync(request, cancellation);
        answer.EnsureSuccessStatusCode();
        return await JsonSerializer.DeserializeAsync(
            await answer.Content.ReadAsStreamAsync(cancellation), QueueJson.Default.SentMessage, cancellation);
    }
}

using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform.Queues;

/// <summary>The address of a queue, to which is sent in the JSON protocol of SQS: POST / with the header X-Amz-Target: AmazonSQS.SendMessage.</summary>
internal sealed class QueueEndpoint(MessageQueue queue)
{
    /// <summary>Bytes of a body with its attributes.</summary>
    private const int LargestMessage = 1_048_576;

    public async Task ServeAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (context.Request.Headers["X-Amz-Target"] != "AmazonSQS.SendMessage" || body.Length > LargestMessage)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        using var json = JsonDocument.Parse(body.ToArray());
        var attributes = json.RootElement.TryGetProperty("MessageAttributes", out var given)
            ? given.EnumerateObject().ToDictionary(item => item.Name, item => item.Value.GetProperty("StringValue").GetString()!)
            : [];
        var id = queue.Send(json.RootElement.GetProperty("MessageBody").GetString()!, attributes);
        context.Response.ContentType = "application/x-amz-json-1.0";
        await context.Response.WriteAsync($$"""{"MessageId":"{{id}}"}""", context.RequestAborted);
    }
}

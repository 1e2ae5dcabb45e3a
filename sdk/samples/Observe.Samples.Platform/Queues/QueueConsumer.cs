using System.Globalization;
using System.Text.Json;
using Observe.Samples.Platform.Lambda;

namespace Observe.Samples.Platform.Queues;

/// <summary>
/// Lambda's event source mapping: gathers messages for a moment, invokes the function with them, and deletes those that it did not report as failed. What
/// is left comes again.
/// </summary>
/// <param name="window">It waits so long for more messages to come.</param>
/// <param name="atOnce">Invocations under way.</param>
internal sealed class QueueConsumer(MessageQueue queue, LambdaInvoker invoker, TimeSpan window, int atOnce, TimeProvider time)
{
    public const int MostInABatch = 10;

    public Task RunAsync(CancellationToken cancellation) => Task.WhenAll(Enumerable.Range(0, atOnce).Select(_ => ConsumeAsync(cancellation)));

    private async Task ConsumeAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var batch = await GatherAsync(cancellation);
            var answer = await invoker.InvokeAsync(Event(batch), Guid.NewGuid().ToString()).WaitAsync(cancellation);
            // Without an instance, or after an error, all of them come again.
            foreach (var message in answer is { Error: null } ? Done(batch, answer.Payload) : [])
            {
                queue.Delete(message);
            }
        }
    }

    private async Task<IReadOnlyList<QueuedMessage>> GatherAsync(CancellationToken cancellation)
    {
        List<QueuedMessage> batch = [.. await queue.ReceiveAsync(MostInABatch, cancellation)];
        using var closing = new CancellationTokenSource(window, time);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(cancellation, closing.Token);
        try
        {
            while (batch.Count < MostInABatch)
            {
                batch.AddRange(await queue.ReceiveAsync(MostInABatch - batch.Count, ended.Token));
            }
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            // The window is over.
        }
        return batch;
    }

    private static IEnumerable<QueuedMessage> Done(IReadOnlyList<QueuedMessage> batch, ReadOnlyMemory<byte> answer)
    {
        using var json = JsonDocument.Parse(answer);
        var failed = json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("batchItemFailures", out var failures)
            ? failures.EnumerateArray().Select(item => item.GetProperty("itemIdentifier").GetString()).ToHashSet()
            : [];
        return [.. batch.Where(message => !failed.Contains(message.MessageId))];
    }

    private byte[] Event(IReadOnlyList<QueuedMessage> batch) => JsonSerializer.SerializeToUtf8Bytes(new { Records = batch.Select(Record) });

    private object Record(QueuedMessage message) => new
    {
        messageId = message.MessageId,
        receiptHandle = message.Receipt,
        body = message.Body,
        attributes = new
        {
            ApproximateReceiveCount = message.Receives.ToString(CultureInfo.InvariantCulture),
            SentTimestamp = Milliseconds(message.SentAt),
            SenderId = FunctionProgram.Account,
            ApproximateFirstReceiveTimestamp = Milliseconds(message.FirstReceivedAt ?? message.SentAt),
        },
        messageAttributes = message.Attributes.ToDictionary(item => item.Key, item => new { stringValue = item.Value, dataType = "String" }),
        eventSource = "aws:sqs",
        eventSourceARN = queue.Arn,
        awsRegion = FunctionProgram.Region,
    };

    private static string Milliseconds(DateTimeOffset at) => at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
}

using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Observe.Sdk.AwsLambda.Queues;

namespace Observe.Sdk.AwsLambda;

/// <summary>Makes handlers of functions with other parameters.</summary>
public static class LambdaHandlers
{
    /// <summary>Of a function with typed JSON; nothing of it needs reflection, so it can be trimmed and compiled ahead of time.</summary>
    /// <typeparam name="TEvent">What comes in.</typeparam>
    /// <typeparam name="TAnswer">What goes out.</typeparam>
    /// <param name="function">The function; an event <c>null</c> is given to it as it is.</param>
    /// <param name="eventType">Of a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="answerType">The same of the answer.</param>
    /// <returns>The handler. An event that is no such JSON is a <see cref="JsonException"/>, which its caller is told of.</returns>
    public static LambdaHandler Json<TEvent, TAnswer>(
        Func<TEvent, LambdaInvocation, CancellationToken, Task<TAnswer>> function, JsonTypeInfo<TEvent> eventType, JsonTypeInfo<TAnswer> answerType)
    {
        ArgumentNullException.ThrowIfNull(function);
        ArgumentNullException.ThrowIfNull(eventType);
        ArgumentNullException.ThrowIfNull(answerType);
        return async (payload, invocation, cancellation) =>
        {
            var input = JsonSerializer.Deserialize(payload.Span, eventType);
            var answer = await function(input!, invocation, cancellation).ConfigureAwait(false);
            return JsonSerializer.SerializeToUtf8Bytes(answer, answerType);
        };
    }

    /// <summary>Of a function over streams.</summary>
    /// <param name="function">The function. The stream that it is given is read-only; the one that it gives is disposed when it was sent.</param>
    /// <returns>The handler.</returns>
    public static LambdaHandler Streams(Func<Stream, LambdaInvocation, CancellationToken, Task<Stream>> function)
    {
        ArgumentNullException.ThrowIfNull(function);
        return async (payload, invocation, cancellation) =>
        {
            // The loop hands out arrays only; anybody else's memory is copied.
            using var input = MemoryMarshal.TryGetArray(payload, out var array)
                ? new MemoryStream(array.Array!, array.Offset, array.Count, writable: false)
                : new MemoryStream(payload.ToArray(), writable: false);
            var answer = await function(input, invocation, cancellation).ConfigureAwait(false);
            await using (answer.ConfigureAwait(false))
            {
                using var output = new MemoryStream();
                await answer.CopyToAsync(output, cancellation).ConfigureAwait(false);
                return output.ToArray();
            }
        };
    }

    /// <summary>
    /// Of a function that works on the messages of an SQS queue one after another, each in a span of its own that is linked to its sender. Messages that
    /// fail are reported as such, and only they come again: the event source mapping needs the response type <c>ReportBatchItemFailures</c>. In a FIFO
    /// queue nothing behind a message that failed is tried.
    /// </summary>
    /// <param name="observe">The started function, whose log tells of each failure.</param>
    /// <param name="function">Works on one message. An exception says that the message failed.</param>
    /// <returns>The handler. An event that is no batch of SQS is a <see cref="FormatException"/>, which its caller is told of.</returns>
    public static LambdaHandler SqsMessages(ObserveFunction observe, Func<SqsMessage, LambdaInvocation, CancellationToken, Task> function)
    {
        ArgumentNullException.ThrowIfNull(observe);
        ArgumentNullException.ThrowIfNull(function);
        return new SqsBatch(observe, function).HandleAsync;
    }
}

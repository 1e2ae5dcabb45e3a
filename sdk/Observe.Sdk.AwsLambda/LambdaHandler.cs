namespace Observe.Sdk.AwsLambda;

/// <summary>A function: an event in, an answer out, both as they are on the wire, mostly JSON.</summary>
/// <param name="payload">The event. It is the handler's own until it ends.</param>
/// <param name="invocation">What Lambda says beside it.</param>
/// <param name="cancellation">
/// Cancelled shortly before the deadline, so that a handler that listens to it can still answer, and its telemetry can still leave. An exception
/// is what the caller is told of a failure.
/// </param>
/// <returns>The answer; empty for none.</returns>
public delegate Task<ReadOnlyMemory<byte>> LambdaHandler(
    ReadOnlyMemory<byte> payload, LambdaInvocation invocation, CancellationToken cancellation);

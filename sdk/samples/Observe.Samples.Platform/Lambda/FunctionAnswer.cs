namespace Observe.Samples.Platform.Lambda;

/// <summary>What the caller of a function gets.</summary>
/// <param name="Payload">The function's own answer, or the description of its error.</param>
/// <param name="Error">Null when it answered well.</param>
internal sealed record FunctionAnswer(ReadOnlyMemory<byte> Payload, InvocationError? Error);

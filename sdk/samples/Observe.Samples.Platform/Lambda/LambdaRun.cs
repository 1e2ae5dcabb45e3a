namespace Observe.Samples.Platform.Lambda;

/// <summary>An invocation that has begun.</summary>
/// <param name="Answer">What its caller gets.</param>
/// <param name="Served">Ends later: when the instance has asked for the next event and is frozen, or has ended.</param>
internal sealed record LambdaRun(Task<FunctionAnswer> Answer, Task Served);

namespace Observe.Samples.Platform.Lambda;

/// <summary>An instance that ended before it was ready, or said that it never will be.</summary>
internal sealed class FunctionStartException(InvocationError error) : InvalidOperationException(error.ErrorMessage)
{
    public InvocationError Error { get; } = error;
}

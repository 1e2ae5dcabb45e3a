using Observe.Functions.Advice;
using Observe.Functions.Invocations;

namespace Observe.Storage.Read;

/// <summary>Reads what the advisor looks at beside the figures of a function, out of its newest invocations.</summary>
public interface IAdviceEvidenceReader
{
    Task<AdviceEvidence> GetAsync(AdviceQuery query, CancellationToken cancellationToken);
}

/// <param name="Most">The newest so many pieces of invocations are looked at: an invocation has one to three of them.</param>
public sealed record AdviceQuery(FunctionId Function, TimeRange Range, int Most = 5_000);

public sealed record AdviceEvidence(ObservedMemory Memory, ObservedRepeats Repeats, ObservedRecursion Recursion)
{
    public static readonly AdviceEvidence None = new(ObservedMemory.Unknown, ObservedRepeats.None, ObservedRecursion.None);

    public ObservedContext Context { get; init; } = ObservedContext.None;
    public ObservedChatter Chatter { get; init; } = ObservedChatter.None;
    public ObservedRetries Retries { get; init; } = ObservedRetries.None;
    public ObservedSecrets Secrets { get; init; } = ObservedSecrets.None;
}

using Observe.Functions.Cost;
using Observe.Functions.Invocations;

namespace Observe.Storage.Read;

/// <summary>What a group of invocations did. Durations are nanoseconds, rates 0 to 1.</summary>
public sealed record FunctionFigures
{
    public static readonly FunctionFigures None = new() { Invocations = 0 };

    public required long Invocations { get; init; }

    /// <summary>How many they stand for: more than <see cref="Invocations"/> when telemetry is sampled.</summary>
    public double Weight { get; init; }

    /// <summary>Invocations of each <see cref="InitClass"/>, by its number.</summary>
    public IReadOnlyList<long> ByInitClass { get; init; } = [];

    /// <summary>Invocations of each <see cref="InvocationOutcome"/>, by its number.</summary>
    public IReadOnlyList<long> ByOutcome { get; init; } = [];

    /// <summary>Of those that ended.</summary>
    public long P50 { get; init; }

    public long P95 { get; init; }
    public long P99 { get; init; }

    /// <summary>The sum of the initialisations that callers waited for, of all that sampled invocations stand for.</summary>
    public long InitWaited { get; init; }

    /// <summary>The median of the initialisations that callers waited for; 0 when their length is not known.</summary>
    public long InitP50 { get; init; }

    public long InitP95 { get; init; }

    /// <summary>At list prices; null when there was no invocation.</summary>
    public UsageCost? Cost { get; init; }

    /// <summary>A peak cannot be told from samples.</summary>
    public bool IsSampled => Weight > Invocations + 0.5;

    /// <summary>Cold starts that a caller waited for.</summary>
    public long ColdStarts => InitClasses.SeenByUser.Sum(Of);

    /// <summary>Initialisations that nobody waited for.</summary>
    public long HiddenStarts => Of(InitClass.Provisioned) + Of(InitClass.Proactive);

    /// <summary>Errors, timeouts, out-of-memory ends and lost invocations together.</summary>
    public long Errors => InvocationOutcomes.Failed.Sum(Of);

    public double ErrorRate => Invocations == 0 ? 0 : (double)Errors / Invocations;
    public double ColdRate => Invocations == 0 ? 0 : (double)ColdStarts / Invocations;

    /// <summary>The same, when so many of those that seem to be warm are the first of their instance.</summary>
    internal FunctionFigures WithFirsts(long count)
    {
        if (count == 0)
        {
            return this;
        }
        long[] classes = [.. Enum.GetValues<InitClass>().Select(Of)];
        classes[(int)InitClass.FirstOfInstance] = count;
        // Both are read at once: of what came in between only one of them knows.
        classes[(int)InitClass.Warm] = Math.Max(0, classes[(int)InitClass.Warm] - count);
        return this with { ByInitClass = classes };
    }

    public long Of(InitClass initClass) => (int)initClass < ByInitClass.Count ? ByInitClass[(int)initClass] : 0;

    public long Of(InvocationOutcome outcome) => (int)outcome < ByOutcome.Count ? ByOutcome[(int)outcome] : 0;
}

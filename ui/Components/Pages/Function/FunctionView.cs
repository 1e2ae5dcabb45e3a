using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Function;

/// <summary>How long callers waited with a cold start and without one.</summary>
public sealed record CallerWaits(WaitResult All, RouteResult Routes);

/// <summary>What one view of a function shows; what the view does not need is null.</summary>
public sealed record FunctionView
{
    public required FunctionFacts Facts { get; init; }
    public required TimeRange Range { get; init; }
    public required FunctionDetail Detail { get; init; }

    /// <summary>The same length of time before; null while it is not known.</summary>
    public FunctionFigures? Before { get; init; }

    /// <summary>True when it could not be read.</summary>
    public bool IsBeforeLost { get; init; }

    public ConcurrencyResult? Concurrency { get; init; }

    /// <summary>The invocations that ran when most ran at once.</summary>
    public IReadOnlyList<InvocationSummary> AtPeak { get; init; } = [];

    /// <summary>What callers waited, in all and on each route; null while it is not known.</summary>
    public CallerWaits? Waits { get; init; }

    /// <summary>True when it could not be read.</summary>
    public bool AreWaitsLost { get; init; }

    public InstanceTimeline? Instances { get; init; }

    /// <summary>Instances that were initialised and never used.</summary>
    public long Unused { get; init; }

    public LostTelemetryResult? Lost { get; init; }
    public AsyncResult? Queues { get; init; }

    /// <summary>What is worth a look, the weightiest first.</summary>
    public IReadOnlyList<AdvisedFinding> Advice { get; init; } = [];

    /// <summary>The newest page.</summary>
    public InvocationListResult? Invocations { get; init; }

    public FunctionFigures Total => Detail.Total;

    public string Name => Facts.Identity.Name;

    /// <summary>What to say of a figure and the same one before: nothing while that is not known.</summary>
    public string Compared(Func<FunctionFigures, string> text) => Before is { } before ? text(before) : IsBeforeLost ? ChangeText.Lost : "";

    /// <summary>As above, of a figure that is of no meaning without an invocation.</summary>
    public string ComparedToSome(Func<FunctionFigures, string> text) => Compared(before => before.Invocations > 0 ? text(before) : ChangeText.Nothing);
}

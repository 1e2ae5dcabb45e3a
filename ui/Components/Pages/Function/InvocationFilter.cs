using Observe.Functions.Invocations;
using Observe.Storage.Read;

namespace Observe.UI.Components.Pages.Function;

/// <summary>A choice of invocations that the list of them offers.</summary>
public sealed record InvocationFilter(string Name, string Title)
{
    public static readonly InvocationFilter Every = new("", "All");

    public IReadOnlyList<InvocationOutcome> Outcomes { get; private init; } = [];

    public IReadOnlyList<InitClass> InitClasses { get; private init; } = [];

    public static IReadOnlyList<InvocationFilter> All { get; } =
    [
        Every,
        new("failed", "Failed") { Outcomes = InvocationOutcomes.Failed },
        new("cold", "Cold") { InitClasses = Observe.Functions.Invocations.InitClasses.SeenByUser },
        new("first", "First of an instance") { InitClasses = [InitClass.FirstOfInstance] },
        new("running", "Running") { Outcomes = [InvocationOutcome.Running] },
    ];

    /// <summary>The one of that name; all invocations for any other.</summary>
    public static InvocationFilter Parse(string? name) => All.FirstOrDefault(filter => filter.Name == name) ?? Every;

    public InvocationListQuery On(InvocationListQuery query) => query with { Outcomes = Outcomes, InitClasses = InitClasses };
}

namespace Observe.UI.Components.Pages.Function;

/// <summary>The views of one function, each with an address of its own.</summary>
public sealed record FunctionTab(string Name, string Title)
{
    public static readonly FunctionTab Overview = new("", "Overview");
    public static readonly FunctionTab ColdStarts = new("cold-starts", "Cold starts");
    public static readonly FunctionTab Concurrency = new("concurrency", "Concurrency");
    public static readonly FunctionTab Cost = new("cost", "Cost");
    public static readonly FunctionTab Errors = new("errors", "Errors and deaths");
    public static readonly FunctionTab Async = new("async", "Async");
    public static readonly FunctionTab Invocations = new("invocations", "Invocations");

    /// <summary>In the order in which they are shown.</summary>
    public static IReadOnlyList<FunctionTab> All { get; } = [Overview, ColdStarts, Concurrency, Cost, Errors, Async, Invocations];

    /// <summary>Null when there is none of that name.</summary>
    public static FunctionTab? Parse(string name) => All.FirstOrDefault(tab => tab.Name == name);
}

using Observe.Functions.Limits;

namespace Observe.Functions;

/// <summary>What the operator knows of functions and telemetry does not say: section <c>Observe:Functions</c>.</summary>
public sealed class FunctionsOptions
{
    public const string Section = "Observe:Functions";

    /// <summary>A price book of the operator's own, in the form of <c>functions/Cost/PriceBook.json</c>; empty for the built-in one.</summary>
    public string PriceBookFile { get; set; } = "";

    /// <summary>Concurrency that platforms hold ready for functions, or keep them to.</summary>
    public IList<ConcurrencyLimit> Limits { get; } = [];
}

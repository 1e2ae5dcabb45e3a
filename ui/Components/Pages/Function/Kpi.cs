using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Function;

/// <summary>One figure of a strip: what it is, how much, and what to hold it against.</summary>
public sealed record Kpi(string Name, string Value, string Unit, string Detail)
{
    public Kpi(string name, Measure value, string detail)
        : this(name, value.Value, value.Unit, detail)
    {
    }

    public string? Icon { get; init; }
    public string IconClass { get; init; } = "";

    /// <summary>How the figure is worked out, for the hover.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>For a share that may be over too few: "3 of 7" has no unit.</summary>
    public static Kpi OfRate(string name, long count, long total, string detail) => RateText.IsTooFew(count, total)
        ? new Kpi(name, RateText.Of(count, total), "", detail)
        : new Kpi(name, Measure.Percent(total == 0 ? 0 : (double)count / total), detail);
}

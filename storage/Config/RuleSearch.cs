using System.Globalization;
using Observe.Storage.Search;

namespace Observe.Storage.Config;

/// <summary>What a rule that looks at a search makes of the records that it finds.</summary>
public enum SearchMeasure
{
    /// <summary>How many there are.</summary>
    Count,

    /// <summary>How many there are a second.</summary>
    Rate,

    /// <summary>The share of them that a second search finds, too.</summary>
    Ratio,

    /// <summary>A percentile of a number that they have.</summary>
    Percentile,
}

/// <summary>What a rule looks at that is no figure of a function: records that a search of the search language finds.</summary>
public sealed record RuleSearch
{
    public const int MaxGroupBy = 3;
    public const string DurationField = "duration";

    /// <summary>Spans or logs.</summary>
    public SearchTarget Target { get; init; } = SearchTarget.Spans;

    /// <summary>Empty for all records.</summary>
    public string Query { get; init; } = "";

    public SearchMeasure Measure { get; init; } = SearchMeasure.Count;

    /// <summary>Of a ratio: the search within the first.</summary>
    public string Part { get; init; } = "";

    /// <summary>Above 0, below 100.</summary>
    public double Percentile { get; init; } = 95;

    /// <summary>Of a percentile: <see cref="DurationField"/>, or an attribute that is a number.</summary>
    public string Field { get; init; } = DurationField;

    /// <summary>Fields by whose values instances are told apart; none for one instance.</summary>
    public IReadOnlyList<string> GroupBy { get; init; } = [];

    public bool IsOfDuration => Measure == SearchMeasure.Percentile && Field == DurationField;

    public AlertUnit Unit => Measure == SearchMeasure.Ratio ? AlertUnit.Share : IsOfDuration ? AlertUnit.Seconds : AlertUnit.Count;

    /// <summary>As people read it, in the middle of a sentence: <c>spans a second</c>, <c>p95 of duration</c>.</summary>
    public string Title => Measure switch
    {
        SearchMeasure.Count => Records,
        SearchMeasure.Rate => $"{Records} a second",
        SearchMeasure.Ratio => $"share of the {Records}",
        _ => string.Create(CultureInfo.InvariantCulture, $"p{Percentile:0.##} of {Field}"),
    };

    private string Records => Target == SearchTarget.Logs ? "logs" : "spans";

    /// <summary>The value of a window; null when there is nothing to measure.</summary>
    /// <param name="found">How many records were found.</param>
    /// <param name="part">How many of them the second search finds.</param>
    public double? ValueOf(TimeSpan window, long found, long part) => Measure switch
    {
        SearchMeasure.Count => found,
        SearchMeasure.Rate => found / window.TotalSeconds,
        SearchMeasure.Ratio => found == 0 ? null : (double)part / found,
        _ => throw new InvalidOperationException("A percentile is not made of counts."),
    };

    public bool Equals(RuleSearch? other) => other is not null
        && (Target, Query, Measure, Part, Percentile, Field) == (other.Target, other.Query, other.Measure, other.Part, other.Percentile, other.Field)
        && GroupBy.SequenceEqual(other.GroupBy);

    public override int GetHashCode() => HashCode.Combine(Target, Query, Measure, Part, Percentile, Field, GroupBy.Count);
}

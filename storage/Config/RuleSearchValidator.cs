using Observe.Storage.Search;

namespace Observe.Storage.Config;

/// <summary>Checks what a rule searches for.</summary>
internal static class RuleSearchValidator
{
    public static IEnumerable<FieldError> Validate(RuleSearch search)
    {
        if (Fault(search.Query) is { } bad)
        {
            yield return new FieldError("query", bad);
        }
        if (search.Measure == SearchMeasure.Ratio && (search.Part.Trim().Length == 0 ? "The search that a part of the records has to match." : Fault(search.Part)) is { } badPart)
        {
            yield return new FieldError("part", badPart);
        }
        if (search.Measure == SearchMeasure.Percentile)
        {
            if (search.Percentile is not (> 0 and < 100))
            {
                yield return new FieldError("percentile", "Above 0 and below 100, like 95.");
            }
            if (SearchFieldSql.NumberFault(search.Field, search.Target) is { } badField)
            {
                yield return new FieldError("field", badField);
            }
        }
        if (search.GroupBy.Count > RuleSearch.MaxGroupBy || search.GroupBy.Distinct().Count() != search.GroupBy.Count)
        {
            yield return new FieldError("groupBy", $"At most {RuleSearch.MaxGroupBy} fields, each once.");
        }
        foreach (var field in search.GroupBy.Take(RuleSearch.MaxGroupBy))
        {
            if (SearchFieldSql.TextFault(field, search.Target) is { } fault)
            {
                yield return new FieldError("groupBy", fault);
            }
        }
    }

    private static string? Fault(string text) => SearchParser.Parse(text).Error is { } error
        ? $"{error.Message} (at character {error.Position + 1})"
        : null;
}

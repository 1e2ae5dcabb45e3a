using System.Globalization;
using Observe.Storage.Search;

namespace Observe.Storage.Read;

/// <param name="Source">One of <see cref="SpanItems"/>.</param>
/// <param name="Distinct">Of its values.</param>
/// <param name="Values">Those that differ most.</param>
/// <param name="Selected">Selected spans that have the field.</param>
internal sealed record SampledField(int Source, string Key, long Distinct, IReadOnlyList<SampledValue> Values, long Selected, long Others);

/// <param name="Selected">Selected spans with the value.</param>
internal readonly record struct SampledValue(string Value, long Selected, long Others);

/// <summary>
/// Which fields tell selected spans from others. A field is as telling as the value of it whose shares on both sides differ most, and of that difference
/// only what chance alone does not explain counts, so that two spans that happen to be alike tell nothing.
/// </summary>
internal static class FieldDifferences
{
    private const int MostValues = 3;

    /// <summary>A number with more different values is looked at by its magnitude.</summary>
    private const int FewNumbers = 16;

    /// <summary>Standard errors that a difference has to exceed: there are hundreds of values to be wrong about.</summary>
    private const double Certainty = 3;

    public static DifferencesResult Of(
        long selected, long others, IReadOnlyList<SampledField> rows, IReadOnlyDictionary<ulong, ResourceRecord> resources, int limit)
    {
        // Every span has a resource, so its rows say how many spans there are.
        var all = rows.FirstOrDefault(row => row.Source == SpanItems.Resource);
        var totals = (Selected: all?.Selected ?? 0, Others: all?.Others ?? 0);
        var many = rows.Where(row => row.Source == SpanItems.Attribute && row.Distinct > FewNumbers).Select(row => row.Key).ToHashSet(StringComparer.Ordinal);
        var candidates = rows.Where(row => row.Source switch
            {
                SpanItems.Resource => false,
                SpanItems.Magnitude => many.Contains(row.Key),
                _ => true,
            })
            .Select(row => (Field: FieldOf(row), Row: row))
            .Concat(OfResources(all?.Values ?? [], resources))
            .Select(item => Judge(item.Field, item.Row, totals))
            .OfType<Judged>()
            .OrderByDescending(item => Math.Round(item.Score, 9))
            .ThenBy(item => item.Field.ToString(), StringComparer.Ordinal);
        return new DifferencesResult(selected, others, totals.Selected, totals.Others, Distinct(candidates, limit));
    }

    /// <summary>Fields that divide the spans in the very same way are one finding.</summary>
    private static List<FieldDifference> Distinct(IEnumerable<Judged> candidates, int limit)
    {
        var found = new List<(Judged First, List<SearchField> Alike)>();
        foreach (var candidate in candidates)
        {
            var same = found.FindIndex(item => item.First.Shares == candidate.Shares);
            if (same < 0)
            {
                found.Add((candidate, []));
            }
            // A number and its magnitude are one field.
            else if (found[same].First.Field != candidate.Field)
            {
                found[same].Alike.Add(candidate.Field);
            }
        }
        return [.. found.DistinctBy(item => item.First.Field).Take(limit).Select(item => new FieldDifference(item.First.Field, item.Alike, item.First.Values, item.First.Distinct))];
    }

    private static Judged? Judge(SearchField field, SampledField row, (long Selected, long Others) totals)
    {
        // Every span has its service, name, kind and status; of what only some have, that they do not have it may be the difference.
        var absent = new SampledValue("", totals.Selected - row.Selected, totals.Others - row.Others);
        var values = row.Values.Select(value => (Value: (SampledValue?)value, Counts: value))
            .Append((Value: null, Counts: absent))
            .Where(item => item.Counts.Selected + item.Counts.Others > 0)
            .Select(item => (item.Value, item.Counts, Score: Score(item.Counts, totals)))
            .OrderByDescending(item => Math.Round(item.Score, 9))
            // What the selection has says more than what it has not: of two values, the one is as telling as the other.
            .ThenBy(item => item.Counts.Selected * totals.Others < item.Counts.Others * totals.Selected)
            .ThenBy(item => item.Value is null)
            .ToList();
        if (values.Count == 0 || values[0].Score <= 0)
        {
            return null;
        }
        var best = values[0].Counts;
        return new Judged(
            field, values[0].Score, (best.Selected, best.Others),
            [.. values.Where(item => item.Score > 0).Take(MostValues).Select(item => Difference(row.Source, item.Value, item.Counts, totals))],
            row.Distinct);
    }

    /// <summary>The difference of the two shares less what chance makes of as many spans; below zero where it may be chance altogether.</summary>
    private static double Score(SampledValue value, (long Selected, long Others) totals)
    {
        if (totals.Selected == 0 || totals.Others == 0)
        {
            return 0;
        }
        var (p, q) = ((double)value.Selected / totals.Selected, (double)value.Others / totals.Others);
        // One imagined span with the value and one without on each side (Agresti and Caffo): nothing is certain after two observations.
        var (ps, qs) = ((value.Selected + 1.0) / (totals.Selected + 2), (value.Others + 1.0) / (totals.Others + 2));
        var error = Math.Sqrt((ps * (1 - ps) / (totals.Selected + 2)) + (qs * (1 - qs) / (totals.Others + 2)));
        return Math.Abs(p - q) - (Certainty * error);
    }

    private static ValueDifference Difference(int source, SampledValue? value, SampledValue counts, (long Selected, long Others) totals)
    {
        var shares = ((double)counts.Selected / totals.Selected, (double)counts.Others / totals.Others);
        if (value is not { } named)
        {
            return new ValueDifference(null, null, null, shares.Item1, shares.Item2);
        }
        if (source != SpanItems.Magnitude)
        {
            return new ValueDifference(named.Value, null, null, shares.Item1, shares.Item2);
        }
        var bound = double.Parse(named.Value, CultureInfo.InvariantCulture);
        // Nothing but zero is of the magnitude zero.
        return bound == 0
            ? new ValueDifference("0", null, null, shares.Item1, shares.Item2)
            : new ValueDifference(null, bound, bound * 2, shares.Item1, shares.Item2);
    }

    private static SearchField FieldOf(SampledField row) => row.Source == SpanItems.BuiltIn
        ? new SearchField(row.Key)
        : AttributeReader.FieldOf(row.Key, SearchScope.Any);

    /// <summary>The attributes of resources, counted with the spans that came from them; those that are built-in fields, too, are left out.</summary>
    private static IEnumerable<(SearchField Field, SampledField Row)> OfResources(
        IReadOnlyList<SampledValue> fingerprints, IReadOnlyDictionary<ulong, ResourceRecord> resources) =>
        from fingerprint in fingerprints
        let record = resources.GetValueOrDefault(ulong.Parse(fingerprint.Value, CultureInfo.InvariantCulture))
        where record is not null
        from attribute in record.Attributes
        where SearchFields.HotResource(attribute.Key) is null && attribute.Value.Kind != AttributeKind.Json
        group (Value: attribute.Value.ToString(), fingerprint.Selected, fingerprint.Others) by attribute.Key into spans
        let values = spans.GroupBy(item => item.Value)
            .Select(item => new SampledValue(item.Key, item.Sum(span => span.Selected), item.Sum(span => span.Others)))
            .ToList()
        select (
            AttributeReader.FieldOf(spans.Key, SearchScope.Resource),
            new SampledField(SpanItems.Attribute, spans.Key, values.Count, values, values.Sum(item => item.Selected), values.Sum(item => item.Others)));

    private sealed record Judged(
        SearchField Field, double Score, (long Selected, long Others) Shares, IReadOnlyList<ValueDifference> Values, long Distinct);
}

using Observe.Functions.Kinds;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>One row of a table of requests: a service, or an operation.</summary>
/// <param name="Key">Tells rows apart.</param>
/// <param name="Url">Where its name leads.</param>
/// <param name="Detail">Beside the name, dimmer.</param>
/// <param name="Traces">The address of its traces; of those that failed when asked so.</param>
public sealed record RequestRow(
    string Key, string Name, string Url, string Detail, GraphNode? Node, RequestFigures Figures, RequestFigures? Before, Func<bool, string> Traces)
{
    public HealthStatus Health => Figures.Requests == 0 ? HealthStatus.Silent
        : Figures.ErrorRate >= FunctionHealth.FailingErrorRate ? HealthStatus.Error
        : Figures.ErrorRate >= FunctionHealth.DegradedErrorRate ? HealthStatus.Warning
        : HealthStatus.Ok;
}

/// <summary>A column that requests can be sorted by. Rates over too few sort last in both directions.</summary>
public sealed record RequestSort(string Name, string Title, Func<RequestRow, double> Key, Func<RequestRow, bool>? IsVague = null)
{
    public const string Default = "-requests";

    /// <summary>By the names in the address.</summary>
    public static IReadOnlyDictionary<string, RequestSort> All { get; } = new RequestSort[]
    {
        new("name", "Name", _ => 0),
        new("requests", "Requests", row => row.Figures.Requests),
        new("errors", "Errors", row => row.Figures.ErrorRate, row => RateText.IsTooFew(row.Figures.Errors, row.Figures.Requests)),
        new("p50", "p50", row => row.Figures.P50),
        new("p95", "p95", row => row.Figures.P95),
        new("p99", "p99", row => row.Figures.P99),
    }.ToDictionary(sort => sort.Name);

    /// <summary>What an address says; the default for what is none.</summary>
    public static (string Name, bool Descending) Parse(string? text)
    {
        var sort = text is not null && All.ContainsKey(text.TrimStart('-')) ? text : Default;
        return (sort.TrimStart('-'), sort.StartsWith('-'));
    }

    /// <summary>Null for the default.</summary>
    public static string? Text(string name, bool descending)
    {
        var sort = $"{(descending ? "-" : "")}{name}";
        return sort == Default ? null : sort;
    }

    public IReadOnlyList<RequestRow> Apply(IEnumerable<RequestRow> rows, bool descending)
    {
        var clearFirst = rows.OrderBy(row => IsVague?.Invoke(row) ?? false);
        var byKey = descending ? clearFirst.ThenByDescending(Key) : clearFirst.ThenBy(Key);
        return [.. Name == "name" && descending
            ? byKey.ThenByDescending(row => row.Name, StringComparer.OrdinalIgnoreCase)
            : byKey.ThenBy(row => row.Name, StringComparer.OrdinalIgnoreCase)];
    }
}

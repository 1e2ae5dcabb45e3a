using System.Text.RegularExpressions;
using Observe.Storage;

namespace Observe.UI.Addresses;

/// <summary>Every address of the pages is written here. All start with a slash.</summary>
public static partial class ObserveUrls
{
    public const string HomePath = "/";
    public const string TracesPath = "/traces";
    public const string TracePath = "/trace";
    public const string ComparePart = "compare";
    public const string LogsPath = "/logs";
    public const string FunctionsPath = "/functions";
    public const string ServicesPath = "/services";
    public const string AlertsPath = "/alerts";
    public const string SettingsPath = "/settings";
    public const string AuditPath = "/settings/audit";
    public const string NotFoundPath = "/not-found";

    public static string Home(PageRange? range = null) => WithRange(HomePath, range);

    /// <param name="selection">The part of the heatmap that is looked at.</param>
    public static string Traces(string? query = null, PageRange? range = null, string? selection = null) =>
        UrlQuery.Build(TracesPath, ("q", query), ("from", range?.FromParameter), ("to", range?.ToParameter), ("sel", selection));

    /// <param name="span">16 hexadecimal characters: the span to open.</param>
    public static string Trace(string traceId, string? span = null) =>
        UrlQuery.Build($"{TracePath}/{Uri.EscapeDataString(traceId)}", ("span", span));

    /// <summary>Two traces against each other.</summary>
    public static string Compare(string traceId, string other) =>
        $"{TracePath}/{Uri.EscapeDataString(traceId)}/{ComparePart}/{Uri.EscapeDataString(other)}";

    public static string Logs(string? query = null, PageRange? range = null) =>
        UrlQuery.Build(LogsPath, ("q", query), ("from", range?.FromParameter), ("to", range?.ToParameter));

    public static string Functions(PageRange? range = null) => WithRange(FunctionsPath, range);

    /// <param name="id">16 hexadecimal characters.</param>
    /// <param name="view">As the address names it; empty for the overview.</param>
    public static string Function(string id, PageRange? range = null, string view = "") => WithRange(FunctionPath(id, view), range);

    internal static string FunctionPath(string id, string view) =>
        $"{FunctionsPath}/{Uri.EscapeDataString(id)}{(view.Length == 0 ? "" : $"/{view}")}";

    public static string Services(PageRange? range = null) => WithRange(ServicesPath, range);

    public static string Service(string name, PageRange? range = null) => WithRange(ServicePath(name), range);

    internal static string ServicePath(string name) => $"{ServicesPath}/{Uri.EscapeDataString(name)}";

    public static string Alerts() => AlertsPath;

    public static string Settings(PageRange? range = null) => WithRange(SettingsPath, range);

    public static string Audit(PageRange? range = null, string actor = "", string action = "", string outcome = "") =>
        UrlQuery.Build(AuditPath, AuditFilter(range, actor, action, outcome));

    /// <summary>The API's file of what the page shows; of no other length than the page's range.</summary>
    public static string AuditExport(PageRange range, string actor, string action, string outcome, string format) =>
        UrlQuery.Build("/api/v1/audit/export", [.. AuditFilter(range, actor, action, outcome), ("format", format)]);

    private static (string, string?)[] AuditFilter(PageRange? range, string actor, string action, string outcome) =>
    [
        ("from", range?.FromParameter), ("to", range?.ToParameter),
        ("actor", actor.Length == 0 ? null : actor), ("action", action.Length == 0 ? null : action), ("outcome", outcome.Length == 0 ? null : outcome),
    ];

    public static string TracesOfFunction(string function, PageRange? range = null) =>
        Traces(FunctionTraces.Query(function, ""), range);

    /// <summary>Where the search box of the top bar leads: a trace id to its trace, anything else to the search.</summary>
    public static string Search(string text, PageRange? range = null)
    {
        var trimmed = text.Trim();
        return TraceId.TryParse(trimmed, out var id) && !id.IsEmpty ? Trace(id.ToString()) : Traces(trimmed, range);
    }

    /// <summary>The same view in another range.</summary>
    public static string WithRange(Uri address, PageRange range) =>
        UrlQuery.With(address, ("from", range.FromParameter), ("to", range.ToParameter));

    /// <summary>A value as the search language reads it: bare when it is a plain word, else in double quotes.</summary>
    public static string QueryValue(string value) => PlainWord().IsMatch(value) && !Reserved.Contains(value)
        ? value
        : $"\"{value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"";

    private static readonly HashSet<string> Reserved =
        new(StringComparer.OrdinalIgnoreCase) { "and", "or", "not", "in", "exists", "contains", "starts", "with" };

    private static string WithRange(string path, PageRange? range) =>
        UrlQuery.Build(path, ("from", range?.FromParameter), ("to", range?.ToParameter));

    [GeneratedRegex("^[A-Za-z_][A-Za-z0-9_.-]*$", RegexOptions.CultureInvariant)]
    private static partial Regex PlainWord();
}

using Microsoft.AspNetCore.Components;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.Storage.Search;
using Observe.UI.Addresses;
using Observe.UI.Shaping;

namespace Observe.UI.Components.Pages.Logs;

/// <summary>All fields of one opened log record.</summary>
public sealed partial class LogDetails
{
    private const int LongestFilter = 500;

    private bool _showsContext;

    [Parameter, EditorRequired]
    public required LogRecord Log { get; set; }

    [Parameter]
    public bool ShowTrace { get; set; } = true;

    /// <summary>The search that a filter is added to.</summary>
    [Parameter]
    public string Search { get; set; } = "";

    /// <summary>Without it a filter leads to the log page.</summary>
    [Parameter]
    public EventCallback<string> OnSearch { get; set; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    private string Tone => LogLevels.ToneOf(Log) switch
    {
        LogTone.Error => "error",
        LogTone.Warning => "warn",
        _ => "quiet",
    };

    /// <summary>Key, value, and the field of the search language when one can filter by it.</summary>
    private IEnumerable<(string Key, string Value, string? Filter)> Fields
    {
        get
        {
            foreach (var attribute in LogFields.Opened(Log))
            {
                yield return Field(attribute, "");
            }
            if (Log.EventName.Length > 0)
            {
                yield return ("event", Log.EventName, "event");
            }
            foreach (var attribute in Log.Resource)
            {
                yield return Field(attribute, "resource.");
            }
            if (Log.ScopeName.Length > 0)
            {
                yield return ("scope", Log.ScopeName, "scope");
            }
            if (Log.ObservedUnixNanoseconds > 0)
            {
                yield return ("observed", $"+{Measure.Duration(Log.ObservedUnixNanoseconds - Log.TimeUnixNanoseconds)}", null);
            }
        }
    }

    private static (string Key, string Value, string? Filter) Field(TelemetryAttribute attribute, string prefix)
    {
        var canFilter = attribute.Value.Kind != AttributeKind.Json && attribute.Value.Text.Length <= LongestFilter;
        return (attribute.Key, attribute.Value.ToString(), canFilter ? prefix + attribute.Key : null);
    }

    private Task FilterServiceAsync() => FilterAsync("service", Log.Service);

    private Task FilterAsync(string field, string value, bool without = false)
    {
        var search = SearchText.WithFilter(Search, field, without ? "!=" : "=", value);
        if (OnSearch.HasDelegate)
        {
            return OnSearch.InvokeAsync(search);
        }
        Navigation.NavigateTo(ObserveUrls.Logs(search));
        return Task.CompletedTask;
    }
}

using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>Which fields of a log record are shown where.</summary>
public static class LogFields
{
    private const int MostInline = 6;
    private const int LongestInlineValue = 60;
    private const string OriginalFormat = "{OriginalFormat}";
    private const string StackTrace = "exception.stacktrace";

    /// <summary>The few short ones that stand behind the text in the list.</summary>
    public static IEnumerable<TelemetryAttribute> Inline(LogRecord log) =>
        log.Attributes
            .Where(attribute => attribute.Key is not (OriginalFormat or StackTrace))
            .Where(attribute => attribute.Value.ToString().Length <= LongestInlineValue)
            .Take(MostInline);

    /// <summary>Those that are shown when the line is opened; the stack trace has its own place.</summary>
    public static IEnumerable<TelemetryAttribute> Opened(LogRecord log) =>
        log.Attributes.Where(attribute => attribute.Key != StackTrace);

    /// <summary>Empty when there is none.</summary>
    public static string StackTraceOf(LogRecord log) =>
        log.Attributes.FirstOrDefault(attribute => attribute.Key == StackTrace).Value.Text;
}

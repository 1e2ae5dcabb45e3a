using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting.Display;

namespace Observe.Sdk.Logs;

/// <summary>Hands Serilog events to OpenTelemetry's logging.</summary>
internal sealed class ObserveSink(ILoggerFactory loggers, string defaultCategory) : ILogEventSink
{
    /// <summary>The message as people write it: text without quotes, objects as JSON.</summary>
    private static readonly MessageTemplateTextFormatter Body = new("{Message:lj}", CultureInfo.InvariantCulture);

    private readonly ILogger _default = loggers.CreateLogger(defaultCategory);

    public void Emit(LogEvent logEvent)
    {
        var logger = logEvent.Properties.TryGetValue(Constants.SourceContextPropertyName, out var context)
            && context is ScalarValue { Value: string category } ? loggers.CreateLogger(category) : _default;
        var level = Level(logEvent.Level);
        if (logger.IsEnabled(level))
        {
            logger.Log(level, default, new LogEventState(logEvent), logEvent.Exception, Render);
        }
    }

    private static string Render(LogEventState state, Exception? exception)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Body.Format(state.Event, text);
        return text.ToString();
    }

    private static LogLevel Level(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose => LogLevel.Trace,
        LogEventLevel.Debug => LogLevel.Debug,
        LogEventLevel.Information => LogLevel.Information,
        LogEventLevel.Warning => LogLevel.Warning,
        LogEventLevel.Error => LogLevel.Error,
        _ => LogLevel.Critical,
    };
}

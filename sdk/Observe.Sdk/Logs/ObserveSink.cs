using System.Globalization;
using Microsoft.Extensions.Logging;
using Serilog.Core;
using Serilog.Events;

namespace Observe.Sdk.Logs;

/// <summary>Hands Serilog events to OpenTelemetry's logging.</summary>
internal sealed class ObserveSink(ILoggerFactory loggers, string defaultCategory) : ILogEventSink
{
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

    private static string Render(LogEventState state, Exception? exception) =>
        state.Event.RenderMessage(CultureInfo.InvariantCulture);

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

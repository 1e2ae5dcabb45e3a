using Observe.Sdk.Logs;
using Serilog;
using Serilog.Configuration;

namespace Observe.Sdk;

/// <summary><c>WriteTo.Observe(observe)</c> for a Serilog logger of one's own.</summary>
public static class ObserveLoggerConfiguration
{
    /// <summary>Sends the events to Observe, bound to the span that was active when they happened.</summary>
    /// <param name="sinks">The <c>WriteTo</c> of the configuration.</param>
    /// <param name="observe">The started function.</param>
    /// <returns>The configuration, to go on with.</returns>
    public static LoggerConfiguration Observe(this LoggerSinkConfiguration sinks, ObserveFunction observe)
    {
        ArgumentNullException.ThrowIfNull(sinks);
        ArgumentNullException.ThrowIfNull(observe);
        return sinks.Sink(new ObserveSink(observe.LoggerFactory, observe.FunctionName));
    }
}

using Serilog;
using Serilog.Events;

namespace Observe.Server.Composition;

/// <summary>Our own log: lines for people on the console, with levels from the section <c>Serilog</c>.</summary>
public static class ConsoleLogs
{
    public static void ConfigureObserve(this LoggerConfiguration logs, IConfiguration configuration) => logs
        .MinimumLevel.Information()
        .MinimumLevel.Override("Microsoft", LogEventLevel.Warning)
        // Its warning that keys lie unencrypted: the folder is the owner's alone (SecurityRegistration).
        .MinimumLevel.Override("Microsoft.AspNetCore.DataProtection", LogEventLevel.Error)
        .MinimumLevel.Override("Grpc", LogEventLevel.Warning)
        .MinimumLevel.Override("System", LogEventLevel.Warning)
        .ReadFrom.Configuration(configuration)
        .WriteTo.Console(new OneLineFormatter());
}

using System.Runtime.InteropServices;
using OpenTelemetry.Resources;

namespace Observe.Sdk.Platforms;

/// <summary>Who reports: the names that stand on every span and on the OTLP resource.</summary>
internal sealed record FunctionIdentity(string ServiceName, string Name, string? Version, string Instance)
{
    public static FunctionIdentity From(ObserveOptions options, FunctionPlatform platform)
    {
        var service = options.ServiceName ?? options.FunctionName ?? platform.FunctionName
            ?? throw new InvalidOperationException(
                $"Set {nameof(ObserveOptions)}.{nameof(ObserveOptions.ServiceName)} or OTEL_SERVICE_NAME: the platform names no function.");
        return new FunctionIdentity(
            service,
            options.FunctionName ?? platform.FunctionName ?? service,
            options.FunctionVersion ?? platform.FunctionVersion,
            platform.Instance ?? Guid.NewGuid().ToString("N"));
    }

    /// <summary>As the convention host.arch names it; null for one that has no name there.</summary>
    private static string? Architecture => RuntimeInformation.ProcessArchitecture switch
    {
        System.Runtime.InteropServices.Architecture.X64 => "amd64",
        System.Runtime.InteropServices.Architecture.Arm64 => "arm64",
        System.Runtime.InteropServices.Architecture.X86 => "x86",
        System.Runtime.InteropServices.Architecture.Arm => "arm32",
        _ => null,
    };

    public ResourceBuilder Describe(FunctionPlatform platform)
    {
        (string Key, object? Value)[] known =
        [
            ("service.name", ServiceName),
            ("service.instance.id", Instance),
            ("faas.name", Name),
            ("faas.version", Version),
            ("faas.instance", Instance),
            ("faas.max_memory", platform.MemoryBytes),
            ("cloud.provider", platform.Provider),
            ("cloud.platform", platform.Platform),
            ("cloud.region", platform.Region),
            ("cloud.account.id", platform.Account),
            ("host.arch", Architecture),
            ("telemetry.distro.name", ObserveFunction.SourceName),
        ];
        var attributes = known.Where(a => a.Value is not null).Select(a => KeyValuePair.Create(a.Key, a.Value!));
        return ResourceBuilder.CreateEmpty().AddTelemetrySdk().AddEnvironmentVariableDetector().AddAttributes(attributes);
    }
}

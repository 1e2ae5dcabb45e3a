using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;

namespace Observe.Functions.Lambda;

/// <summary>The function, and where it is known the instance, that records are about.</summary>
public sealed record LambdaSource
{
    public required FunctionIdentity Function { get; init; }
    public string Version { get; init; } = "";
    public string Instance { get; init; } = "";
    public string Architecture { get; init; } = "";
    public string Platform { get; init; } = "";
    public long MemorySizeBytes { get; init; }

    public static LambdaSource Read(AttributeLookup resource) => new()
    {
        Function = FunctionIdentityReader.Read(_ => null, resource),
        Version = FunctionIdentityReader.Version(_ => null, resource),
        Instance = resource("faas.instance") ?? "",
        Architecture = resource("host.arch") ?? "",
        Platform = resource("cloud.platform") is { Length: > 0 } platform ? CloudPlatforms.Canonical(platform) : "aws_lambda",
        MemorySizeBytes = InvocationNormaliser.MemorySize(resource("faas.max_memory") ?? ""),
    };
}

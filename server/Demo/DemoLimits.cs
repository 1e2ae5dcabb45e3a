using Microsoft.Extensions.Options;
using Observe.Functions;

namespace Observe.Server.Demo;

/// <summary>Says of the sample functions what an operator would say of their own: how long their platform keeps idle instances.</summary>
internal sealed class DemoLimits(IOptions<DemoOptions> demo) : IPostConfigureOptions<FunctionsOptions>
{
    private static readonly string[] Functions = ["checkout", "fulfilment", "payments", "restock"];

    // After the operator's own: of two that say as much the first counts.
    public void PostConfigure(string? name, FunctionsOptions options)
    {
        foreach (var function in Functions)
        {
            options.Limits.Add(new() { Function = function, Provider = "aws", Region = "eu-central-1", KeepAlive = demo.Value.KeepAlive });
        }
    }
}

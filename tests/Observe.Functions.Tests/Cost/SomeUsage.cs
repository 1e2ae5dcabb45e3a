using Observe.Functions.Cost;

namespace Observe.Functions.Tests.Cost;

/// <summary>Usages and books that the cost tests start from.</summary>
internal static class SomeUsage
{
    public const long Mebibyte = 1_048_576;
    public const long Millisecond = 1_000_000;

    public static CostCalculator Calculator { get; } = new(PriceBook.BuiltIn);

    public static BilledUsage Lambda(long mebibytes, string architecture = "x86_64") => new()
    {
        Provider = "aws",
        Plan = "aws_lambda",
        Region = "us-east-1",
        Architecture = architecture,
        MemoryBytes = mebibytes * Mebibyte,
    };

    public static BilledUsage Flex(long mebibytes) => new()
    {
        Provider = "azure",
        Plan = "functions-flex",
        Region = "list",
        MemoryBytes = mebibytes * Mebibyte,
    };

    public static BilledUsage CloudRun(long mebibytes, decimal vcpus) => new()
    {
        Provider = "gcp",
        Plan = "cloud-run",
        Region = "us-central1",
        MemoryBytes = mebibytes * Mebibyte,
        Vcpus = vcpus,
    };
}

namespace Observe.Sdk.Export;

/// <summary>What both batchers share.</summary>
internal static class BatchSizes
{
    /// <summary>Milliseconds after which a batch leaves on its own, when no invocation ends meanwhile.</summary>
    public const int Delay = 1_000;

    /// <summary>Milliseconds; the OTLP exporter's own timeout ends an export before it.</summary>
    public const int Timeout = 60_000;

    private const int Largest = 512;

    public static int For(int queueLength) => Math.Min(Largest, queueLength);
}

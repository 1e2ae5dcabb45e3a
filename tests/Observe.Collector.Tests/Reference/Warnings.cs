using Observe.Storage;

namespace Observe.Collector.Tests.Reference;

/// <summary>What the collector adds to a record that it kept although something about it is wrong.</summary>
internal static class Warnings
{
    private const string Key = "observe.warning";

    public static TelemetryAttribute EndBeforeStart { get; } =
        new(Key, AttributeValue.Of("The end was before the start; the duration is stored as 0."));

    public static TelemetryAttribute BodyCut { get; } =
        new(Key, AttributeValue.Of("The body was longer than 64 KiB and was cut."));
}

using System.Globalization;
using Observe.Functions.Normalisation;

namespace Observe.Functions.Lambda;

/// <summary>
/// One record of the Lambda Telemetry API, as far as it tells of invocations
/// (https://docs.aws.amazon.com/lambda/latest/dg/telemetry-schema-reference.html).
/// </summary>
public sealed record LambdaRecord
{
    /// <summary>What the types of the platform's own records begin with; lines have the types <c>function</c> and <c>extension</c>.</summary>
    public const string PlatformPrefix = "platform.";

    public const string Start = "platform.start";
    public const string RuntimeDone = "platform.runtimeDone";
    public const string Report = "platform.report";
    public const string InitStart = "platform.initStart";
    public const string InitRuntimeDone = "platform.initRuntimeDone";
    public const string InitReport = "platform.initReport";
    public const string RestoreReport = "platform.restoreReport";
    public const string LogsDropped = "platform.logsDropped";

    private const double NanosecondsPerMillisecond = 1e6;

    // Longer than anything on the platform takes; a wilder figure is an error and is left out.
    private const double MaxMilliseconds = 86_400_000;
    private const long MaxMegabytes = 1_048_576;

    public required string Type { get; init; }
    public required long TimeUnixNanoseconds { get; init; }
    public string RequestId { get; init; } = "";

    /// <summary>success, failure, error or timeout; empty when the record does not say.</summary>
    public string Status { get; init; } = "";

    public string ErrorType { get; init; } = "";

    /// <summary>on-demand, provisioned-concurrency, snap-start or lambda-managed-instances.</summary>
    public string InitializationType { get; init; } = "";

    /// <summary>init, or invoke for an initialisation that is repeated inside an invocation.</summary>
    public string Phase { get; init; } = "";

    public string Version { get; init; } = "";
    public XRayContext? Tracing { get; init; }

    /// <summary>Lower-case hex, 16 characters, or empty.</summary>
    public string SpanId { get; init; } = "";

    /// <summary>Nanoseconds, as all durations here; 0 when it is not told.</summary>
    public long Duration { get; init; }

    public long BilledDuration { get; init; }
    public long InitDuration { get; init; }
    public long RestoreDuration { get; init; }
    public long MemorySizeBytes { get; init; }
    public long MemoryUsedBytes { get; init; }
    public long DroppedRecords { get; init; }

    /// <param name="field">
    /// The fields of the record by their paths, such as <c>metrics.durationMs</c>; numbers as text.
    /// </param>
    public static LambdaRecord Read(string type, long timeUnixNanoseconds, AttributeLookup field) => new()
    {
        Type = type,
        TimeUnixNanoseconds = timeUnixNanoseconds,
        RequestId = field("requestId") ?? field("faas.invocation_id") ?? "",
        Status = field("status") ?? "",
        ErrorType = field("errorType") ?? "",
        InitializationType = field("initializationType") ?? "",
        Phase = field("phase") ?? "",
        Version = field("version") ?? field("functionVersion") ?? "",
        Tracing = XRayContext.Parse(field("tracing.value")),
        SpanId = field("tracing.spanId") is { Length: 16 } span && span.All(char.IsAsciiHexDigit) ? span.ToLowerInvariant() : "",
        Duration = Milliseconds(field("metrics.durationMs")),
        BilledDuration = Milliseconds(field("metrics.billedDurationMs")),
        InitDuration = Milliseconds(field("metrics.initDurationMs")),
        RestoreDuration = Milliseconds(field("metrics.restoreDurationMs")),
        MemorySizeBytes = Megabytes(field("metrics.memorySizeMB")),
        MemoryUsedBytes = Megabytes(field("metrics.maxMemoryUsedMB")),
        DroppedRecords = Number(field("droppedRecords")) is >= 0 and <= int.MaxValue and var dropped ? (long)dropped : 0,
    };

    private static long Milliseconds(string? text) =>
        Number(text) is > 0 and <= MaxMilliseconds and var value ? (long)(value * NanosecondsPerMillisecond) : 0;

    private static long Megabytes(string? text) =>
        Number(text) is > 0 and <= MaxMegabytes and var value ? (long)(value * InvocationNormaliser.BytesPerMegabyte) : 0;

    private static double? Number(string? text) =>
        double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}

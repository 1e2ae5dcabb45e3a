using System.Globalization;
using Observe.Functions.Invocations;

namespace Observe.Functions.Normalisation;

/// <summary>Makes invocation pieces of spans and start records, whichever SDK and cloud they come from.</summary>
public static class InvocationNormaliser
{
    /// <summary>The event name of the log record that the SDK sends when an invocation begins.</summary>
    public const string StartedEvent = "observe.invocation.started";

    /// <summary>Seconds that the initialisation of the instance took, as a number.</summary>
    public const string InitDurationAttribute = "faas.init_duration";

    public const string DeadlineAttribute = "observe.deadline_unix_nano";

    internal const long BytesPerMegabyte = 1_048_576;
    private const double NanosecondsPerSecond = 1e9;

    // Longer than any platform lets an instance start; a wilder figure is a unit error and is left out.
    private const double MaxInitSeconds = 86_400;

    /// <summary>
    /// The beginnings of names that tell of inner spans which may say something of an invocation: the isolated worker of Azure, and the
    /// initialisation that the OpenTelemetry extension for Lambda reports (two generations of it).
    /// </summary>
    public static IReadOnlyList<string> InnerNames { get; } = [AzureWorker, "init ", "platform.init"];

    private const string AzureWorker = "function ";
    private const int LongestCause = 200;

    /// <summary>
    /// The span's piece: of its invocation, or of an instance's initialisation; null when the span is neither.
    /// </summary>
    public static InvocationPiece? FromSpan(SpanFacts span)
    {
        if (span.IsInternalKind && IsInitialisation(span))
        {
            return FromInitialisation(span);
        }
        if (!IsInvocation(span))
        {
            return null;
        }
        var outcome = OutcomeReader.Read(span.IsError, span.Attribute("error.type"), span.ExceptionTypes);
        return new InvocationPiece
        {
            Source = PieceSource.Span,
            Function = FunctionIdentityReader.Read(span.Attribute, span.Resource),
            InvocationId = InvocationId(span.Attribute),
            TraceId = span.TraceId,
            SpanId = span.SpanId,
            Version = FunctionIdentityReader.Version(span.Attribute, span.Resource),
            Instance = Either(span, "faas.instance"),
            Trigger = FunctionTriggers.Read(span.Attribute),
            Architecture = span.Resource("host.arch") ?? "",
            Platform = CloudPlatforms.Canonical(span.Resource("cloud.platform")),
            StartUnixNanoseconds = span.StartUnixNanoseconds,
            EndUnixNanoseconds = span.EndUnixNanoseconds,
            DeadlineUnixNanoseconds = Nanoseconds(span.Attribute(DeadlineAttribute)),
            InitClass = InitClassReader.Read(span.Attribute),
            InitDurationNanoseconds = InitDuration(span.Attribute(InitDurationAttribute)),
            MemorySizeBytes = MemorySize(Either(span, "faas.max_memory")),
            Outcome = outcome,
            Cause = outcome == InvocationOutcome.Ok ? "" : Cause(span.Attribute("error.type") ?? (span.ExceptionTypes is [var first, ..] ? first : null)),
            AdjustedCount = SamplingThreshold.AdjustedCount(span.TraceState),
        };
    }

    /// <summary>The piece of a start record; null when the record names no invocation.</summary>
    public static InvocationPiece? FromStartRecord(
        AttributeLookup attribute, AttributeLookup resource, long timeUnixNanoseconds, string traceId, string spanId)
    {
        var id = InvocationId(attribute);
        return id.Length == 0
            ? null
            : new InvocationPiece
            {
                Source = PieceSource.Start,
                Function = FunctionIdentityReader.Read(attribute, resource),
                InvocationId = id,
                TraceId = traceId,
                SpanId = spanId,
                Version = FunctionIdentityReader.Version(attribute, resource),
                Instance = attribute("faas.instance") ?? resource("faas.instance") ?? "",
                Trigger = FunctionTriggers.Read(attribute),
                Architecture = resource("host.arch") ?? "",
                Platform = CloudPlatforms.Canonical(resource("cloud.platform")),
                StartUnixNanoseconds = timeUnixNanoseconds,
                DeadlineUnixNanoseconds = Nanoseconds(attribute(DeadlineAttribute)),
                InitClass = InitClassReader.Read(attribute),
                InitDurationNanoseconds = InitDuration(attribute(InitDurationAttribute)),
                MemorySizeBytes = MemorySize(attribute("faas.max_memory") ?? resource("faas.max_memory") ?? ""),
            };
    }

    /// <summary>A cause as it is stored: it comes from outside, and is to be grouped by.</summary>
    internal static string Cause(string? text) => text is null ? "" : text.Length > LongestCause ? text[..LongestCause] : text;

    private static InvocationPiece FromInitialisation(SpanFacts span) => new()
    {
        Source = PieceSource.Initialisation,
        Function = FunctionIdentityReader.Read(span.Attribute, span.Resource),
        Version = FunctionIdentityReader.Version(span.Attribute, span.Resource),
        Instance = Either(span, "faas.instance"),
        Platform = CloudPlatforms.Canonical(span.Resource("cloud.platform")),
        StartUnixNanoseconds = span.StartUnixNanoseconds,
        EndUnixNanoseconds = span.EndUnixNanoseconds,
        // The extension sends it for each initialisation, whoever asked for it, and does not say which kind it was.
        InitClass = InitClass.UnknownCold,
        InitDurationNanoseconds = span.EndUnixNanoseconds - span.StartUnixNanoseconds,
        MemorySizeBytes = MemorySize(Either(span, "faas.max_memory")),
        AdjustedCount = SamplingThreshold.AdjustedCount(span.TraceState),
    };

    /// <summary>It has a trace of its own and no invocation: nobody had asked for anything yet.</summary>
    private static bool IsInitialisation(SpanFacts span) =>
        (span.Name.StartsWith("init ", StringComparison.Ordinal) || span.Name.StartsWith("platform.init", StringComparison.Ordinal))
        && span.Attribute("faas.coldstart") is not null
        && InvocationId(span.Attribute).Length == 0;

    private static bool IsInvocation(SpanFacts span)
    {
        if (span.IsInternalKind)
        {
            // The isolated worker of Azure: whether its host reports the invocation, too, nobody knows here.
            return span.Name.StartsWith(AzureWorker, StringComparison.Ordinal) && InvocationId(span.Attribute).Length > 0;
        }
        if (!span.IsEntryKind)
        {
            return false;
        }
        if (InvocationId(span.Attribute).Length > 0 || span.Attribute("faas.name") is not null || span.Attribute("faas.coldstart") is not null)
        {
            return true;
        }
        // A trigger alone makes no invocation below another span of the process: a function that reads a batch of messages has a span for it beside its
        // own. Nor does a resource, which is all that a stock SDK marks.
        return !span.HasLocalParent && (span.Attribute("faas.trigger") is not null || span.Resource("faas.name") is not null);
    }

    private static string InvocationId(AttributeLookup attribute) =>
        attribute("faas.invocation_id") ?? attribute("faas.execution") ?? "";

    private static string Either(SpanFacts span, string key) => span.Attribute(key) ?? span.Resource(key) ?? "";

    private static long Nanoseconds(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value : 0;

    private static long InitDuration(string? seconds) =>
        double.TryParse(seconds, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is > 0 and <= MaxInitSeconds
            ? (long)(value * NanosecondsPerSecond)
            : 0;

    /// <summary>Bytes by the convention; several emitters send megabytes, which no function's memory is small enough to be.</summary>
    internal static long MemorySize(string text)
    {
        if (!long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
        {
            return 0;
        }
        return value < 65_536 ? value * BytesPerMegabyte : value;
    }
}

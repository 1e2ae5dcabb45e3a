using Observe.Functions.Invocations;
using Observe.Storage.Write;
using Observe.Testing.Rows;

namespace Observe.Storage.Tests;

/// <summary>Rows with sensible defaults; a test names only what it is about.</summary>
internal static class SomeTelemetry
{
    /// <summary>2026-11-23T03:00:00Z.</summary>
    public const long Start = 1_795_402_800_000_000_000;

    public const long Millisecond = 1_000_000;
    public const long Second = 1_000 * Millisecond;

    public static ResourceRow Resource(string service = "checkout") => new()
    {
        Fingerprint = System.IO.Hashing.XxHash3.HashToUInt64(System.Text.Encoding.UTF8.GetBytes(service)),
        Service = service,
        FaasName = service,
        FaasVersion = "42",
        Attributes = [new("service.name", AttributeValue.Of(service)), new("host.cpus", AttributeValue.Of(2L))],
    };

    public static SpanRow Span(
        ulong trace, ulong span, ulong parent = 0, string service = "checkout", string name = "POST /orders",
        long startMilliseconds = 0, long milliseconds = 100, SpanStatus status = SpanStatus.Unset,
        params TelemetryAttribute[] attributes) => new()
        {
            TraceId = new TraceId(1, trace),
            SpanId = new SpanId(span),
            ParentSpanId = new SpanId(parent),
            Name = name,
            Kind = SpanKind.Server,
            StartUnixNanoseconds = Start + (startMilliseconds * Millisecond),
            DurationNanoseconds = milliseconds * Millisecond,
            Status = status,
            Resource = Resource(service),
            Attributes = attributes,
            ReceivedUnixNanoseconds = Start + Second,
        };

    public static LogRow Log(string body, long milliseconds = 0, byte severity = 9, ulong trace = 0, string eventName = "") => new()
    {
        TimeUnixNanoseconds = Start + (milliseconds * Millisecond),
        ObservedUnixNanoseconds = Start + (milliseconds * Millisecond),
        SeverityNumber = severity,
        Body = body,
        EventName = eventName,
        TraceId = trace == 0 ? default : new TraceId(1, trace),
        Resource = Resource(),
        Attributes = [new("order.id", AttributeValue.Of("8812"))],
        ReceivedUnixNanoseconds = Start + Second,
    };

    /// <summary>A point of a gauge, unless the change makes it one of another kind.</summary>
    public static MetricRow Point(string name, double value, long milliseconds = 0, string service = "checkout", string route = "/orders") => new()
    {
        Name = name,
        Kind = MetricKind.Gauge,
        Number = MetricNumber.Of(value),
        TimeUnixNanoseconds = Start + (milliseconds * Millisecond),
        StartUnixNanoseconds = Start,
        Resource = Resource(service),
        Attributes = [new("http.route", AttributeValue.Of(route))],
        ReceivedUnixNanoseconds = Start + Second,
    };

    public static InvocationPiece Piece(
        string function, string invocationId, long startMilliseconds, long endMilliseconds, string instance = "i-1",
        InvocationOutcome outcome = InvocationOutcome.Ok, InitClass initClass = InitClass.Warm, ulong trace = 0) => new()
        {
            Source = PieceSource.Span,
            Function = new FunctionIdentity("aws", "1", "eu-central-1", "prod", function),
            InvocationId = invocationId,
            Instance = instance,
            TraceId = trace == 0 ? "" : new TraceId(1, trace).ToString(),
            StartUnixNanoseconds = Start + (startMilliseconds * Millisecond),
            EndUnixNanoseconds = Start + (endMilliseconds * Millisecond),
            Outcome = outcome,
            InitClass = initClass,
        };

    public static TimeRange Hour { get; } = new(Start, Start + (3_600 * Second));

    /// <summary>Stores rows as the collector does: encoded, then one batch a block.</summary>
    public static async Task StoreAsync(
        ITelemetryWriter writer, IReadOnlyList<SpanRow>? spans = null, IReadOnlyList<LogRow>? logs = null,
        IReadOnlyList<InvocationPiece>? invocations = null, IReadOnlyList<MetricRow>? metrics = null)
    {
        foreach (var block in RowBlocks.Encode(new TelemetryRows(spans ?? [], logs ?? [], invocations ?? []) { Metrics = metrics ?? [] }))
        {
            var reference = new BatchReference(block.Table, block.Day, (ulong)Random.Shared.NextInt64(), block.Rows);
            await writer.InsertAsync(new BlockBatch(reference, [block]), default);
        }
    }
}

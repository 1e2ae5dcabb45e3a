namespace Observe.Conformance;

/// <summary>The three ways in.</summary>
public enum Transport
{
    Grpc,
    HttpProtobuf,
    HttpJson,
}

/// <summary>What differs on the wire between traces, logs and metrics.</summary>
/// <param name="RejectedField">Name in JSON of the count in a partial success.</param>
public sealed record Signal(string Name, string Service, string RejectedField)
{
    public static Signal Traces { get; } = new("traces", "opentelemetry.proto.collector.trace.v1.TraceService", "rejectedSpans");
    public static Signal Logs { get; } = new("logs", "opentelemetry.proto.collector.logs.v1.LogsService", "rejectedLogRecords");
    public static Signal Metrics { get; } = new("metrics", "opentelemetry.proto.collector.metrics.v1.MetricsService", "rejectedDataPoints");
    public static IReadOnlyList<Signal> All { get; } = [Traces, Logs, Metrics];

    public string HttpPath => "/v1/" + Name;
    public string GrpcPath => $"/{Service}/Export";
}

namespace Observe.Collector.Decode;

/// <summary>What a request carries.</summary>
public enum OtlpSignal
{
    Traces,
    Logs,
    Metrics,
}

/// <summary>How a request's body is written.</summary>
public enum OtlpEncoding
{
    Protobuf,
    Json,
}

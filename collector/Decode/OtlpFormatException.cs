namespace Observe.Collector.Decode;

/// <summary>The request as a whole is not OTLP. Thrown and caught inside the decoder only.</summary>
internal sealed class OtlpFormatException(string message) : Exception(message);

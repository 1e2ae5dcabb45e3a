namespace Observe.Sdk;

/// <summary>What never reached the collector since the process started: its queue was full, or it did not answer.</summary>
/// <param name="Spans">Spans thrown away.</param>
/// <param name="Logs">Log records thrown away.</param>
/// <param name="Metrics">Metrics whose measurements since they were last sent are lost.</param>
public readonly record struct DroppedTelemetry(long Spans, long Logs, long Metrics);

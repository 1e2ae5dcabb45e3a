using Observe.Functions.Invocations;

namespace Observe.Storage.Write;

/// <summary>All rows of one request, as the decoder made them.</summary>
public sealed record TelemetryRows(
    IReadOnlyList<SpanRow> Spans,
    IReadOnlyList<LogRow> Logs,
    IReadOnlyList<InvocationPiece> Invocations);

using Observe.Functions.Invocations;

namespace Observe.Testing.Rows;

/// <summary>All rows of one request, as plain objects.</summary>
public sealed record TelemetryRows(
    IReadOnlyList<SpanRow> Spans,
    IReadOnlyList<LogRow> Logs,
    IReadOnlyList<InvocationPiece> Invocations)
{
    public IReadOnlyList<MetricRow> Metrics { get; init; } = [];
}

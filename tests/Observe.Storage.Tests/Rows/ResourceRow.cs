using Observe.Storage;

namespace Observe.Testing.Rows;

/// <summary>
/// What emitted a group of records. Its attributes are stored once per day under their fingerprint (table
/// <c>resources</c>); the hot ones stand in each record's own columns.
/// </summary>
public sealed record ResourceRow
{
    /// <summary>XxHash3 over the attributes in key order: equal attributes, equal fingerprint.</summary>
    public required ulong Fingerprint { get; init; }

    public required IReadOnlyList<TelemetryAttribute> Attributes { get; init; }

    /// <summary><c>service.name</c>; <c>unknown_service</c> when absent (OpenTelemetry's own default).</summary>
    public required string Service { get; init; }

    public string ServiceVersion { get; init; } = "";
    public string Environment { get; init; } = "";
    public string CloudProvider { get; init; } = "";
    public string CloudAccount { get; init; } = "";
    public string CloudRegion { get; init; } = "";
    public string FaasName { get; init; } = "";
    public string FaasVersion { get; init; } = "";
    public string FaasInstance { get; init; } = "";
    public string SchemaUrl { get; init; } = "";
}

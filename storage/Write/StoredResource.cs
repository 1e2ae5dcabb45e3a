namespace Observe.Storage.Write;

/// <summary>
/// What emitted a group of records, as UTF-8. All its attributes are stored once per day under their fingerprint (table
/// <c>resources</c>); the hot ones stand in each record's own columns.
/// </summary>
public sealed class StoredResource
{
    /// <summary>XxHash3 over the attributes in key order: equal attributes, equal fingerprint.</summary>
    public required ulong Fingerprint { get; init; }

    /// <summary><c>service.name</c>; <c>unknown_service</c> when absent (OpenTelemetry's own default).</summary>
    public required byte[] Service { get; init; }

    public byte[] ServiceVersion { get; init; } = [];
    public byte[] Environment { get; init; } = [];
    public byte[] CloudProvider { get; init; } = [];
    public byte[] CloudAccount { get; init; } = [];
    public byte[] CloudRegion { get; init; } = [];
    public byte[] FaasName { get; init; } = [];
    public byte[] FaasVersion { get; init; } = [];
    public byte[] FaasInstance { get; init; } = [];
    public byte[] SchemaUrl { get; init; } = [];
    public required IReadOnlyList<TelemetryAttribute> Attributes { get; init; }
}

/// <summary>Which instrumentation made a group of records, as UTF-8.</summary>
/// <param name="Attributes">As OTLP/JSON; empty for none.</param>
public sealed record StoredScope(byte[] Name, byte[] Version, byte[] Attributes)
{
    public static StoredScope None { get; } = new([], [], []);
}

using System.Text.Json;
using System.Text.Json.Serialization;

namespace Observe.Samples.Platform.Lambda;

/// <summary>What an extension asks of the Telemetry API.</summary>
/// <param name="Types">Of records: <c>platform</c>, <c>function</c>, <c>extension</c>.</param>
/// <param name="Destination">Where it listens, as it can be called from here.</param>
internal sealed record TelemetryRequest(IReadOnlyList<string> Types, TelemetryBuffering Buffering, Uri Destination)
{
    /// <summary>The environment's name for itself.</summary>
    private static readonly string[] Sandbox = ["sandbox.localdomain", "sandbox"];

    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web) { RespectRequiredConstructorParameters = true };

    /// <returns>Null when Lambda would not take it.</returns>
    public static async Task<TelemetryRequest?> ReadAsync(Stream json, CancellationToken cancellation)
    {
        try
        {
            return await JsonSerializer.DeserializeAsync<Body>(json, Json, cancellation) is { } body ? Of(body) : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TelemetryRequest? Of(Body body)
    {
        var buffering = body.Buffering ?? new TelemetryBuffering();
        var isGood = body.SchemaVersion is "2022-07-01" or "2022-12-13" or "2025-01-29" && body.Types.Length > 0 && buffering.IsValid
            && body.Destination is { Protocol: "HTTP", Uri: { IsAbsoluteUri: true, Scheme: "http" } address } && Sandbox.Contains(address.Host);
        return isGood ? new TelemetryRequest(body.Types, buffering, new UriBuilder(body.Destination.Uri) { Host = "127.0.0.1" }.Uri) : null;
    }

    private sealed record Body(string SchemaVersion, string[] Types, Target Destination, TelemetryBuffering? Buffering = null);

    private sealed record Target(string Protocol, [property: JsonPropertyName("URI")] Uri Uri);
}

/// <summary>How long records are gathered before they are delivered: until one of these is reached.</summary>
internal sealed record TelemetryBuffering(int MaxItems = 1_000, int MaxBytes = 262_144, int TimeoutMs = 1_000)
{
    [JsonIgnore]
    public bool IsValid => MaxItems is >= 1_000 and <= 10_000 && MaxBytes is >= 262_144 and <= 1_048_576 && TimeoutMs is >= 25 and <= 30_000;
}

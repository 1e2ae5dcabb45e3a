using Observe.Conformance.Wire;

namespace Observe.Conformance;

/// <summary>One request, right until a check makes it wrong.</summary>
public sealed record OtlpRequest(Transport Transport, Signal Signal, byte[] Body)
{
    public string Method { get; init; } = "POST";

    /// <summary>Null for the signal's own.</summary>
    public string? Path { get; init; }

    /// <summary>Null for the transport's own; empty for none.</summary>
    public string? ContentType { get; init; }

    /// <summary>content-encoding of HTTP, grpc-encoding of gRPC.</summary>
    public string? Encoding { get; init; }

    /// <summary>The flag of the gRPC frame; null follows <see cref="Encoding"/>.</summary>
    public bool? IsFlaggedCompressed { get; init; }

    /// <summary>Replaces the gRPC frames.</summary>
    public byte[]? Frames { get; init; }

    /// <summary>Null for the configured key, empty for none.</summary>
    public string? Key { get; init; }

    public bool IsChunked { get; init; }

    /// <summary>Waits with the body for the server's word, so that an early refusal is read and not run over.</summary>
    public bool ExpectsContinue { get; init; }

    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public static OtlpRequest Of(Transport transport, Signal signal, OtlpMessage message) =>
        new(transport, signal, transport == Transport.HttpJson ? System.Text.Encoding.UTF8.GetBytes(message.ToJson()) : message.ToProtobuf());

    public static OtlpRequest OfJson(Signal signal, string json) => new(Transport.HttpJson, signal, System.Text.Encoding.UTF8.GetBytes(json));

    public OtlpRequest Compressed(string encoding) => this with { Body = Compression.Of(encoding, Body), Encoding = encoding };
}

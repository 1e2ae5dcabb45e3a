using System.Buffers;
using Grpc.Core;

namespace Observe.Collector.Receive;

/// <summary>
/// The bytes of a gRPC message, undecoded: decoding belongs to the path that all transports share. A received one lies in
/// pooled memory until it is disposed, one that came compressed in that of its request.
/// </summary>
internal sealed class GrpcPayload : IDisposable
{
    private byte[]? _rented;

    public GrpcPayload(ReadOnlyMemory<byte> bytes) => Bytes = bytes;

    private GrpcPayload(byte[] rented, int length)
    {
        _rented = rented;
        Bytes = rented.AsMemory(0, length);
    }

    public static Marshaller<GrpcPayload> Marshaller { get; } = Marshallers.Create<GrpcPayload>(
        (payload, context) => context.Complete(payload.Bytes.ToArray()), Read);

    public ReadOnlyMemory<byte> Bytes { get; private set; }

    public void Dispose()
    {
        if (_rented is { } rented)
        {
            _rented = null;
            Bytes = default;
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static GrpcPayload Read(DeserializationContext context)
    {
        if (InFlightBudget.Reservation.Current!.Decompressed is { } decompressed)
        {
            return new GrpcPayload(decompressed.Bytes);
        }
        var rented = ArrayPool<byte>.Shared.Rent(context.PayloadLength);
        context.PayloadAsReadOnlySequence().CopyTo(rented);
        return new GrpcPayload(rented, context.PayloadLength);
    }
}

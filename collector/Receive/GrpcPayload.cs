using Grpc.Core;

namespace Observe.Collector.Receive;

/// <summary>The bytes of a gRPC message, undecoded: decoding belongs to the path that all transports share.</summary>
internal sealed record GrpcPayload(ReadOnlyMemory<byte> Bytes)
{
    public static Marshaller<GrpcPayload> Marshaller { get; } = Marshallers.Create<GrpcPayload>(
        (payload, context) => context.Complete(payload.Bytes.ToArray()), Read);

    private static GrpcPayload Read(DeserializationContext context)
    {
        var isThereRoom = InFlightBudget.Reservation.Current?.TryGrow(context.PayloadLength) ?? true;
        return isThereRoom ? new GrpcPayload(context.PayloadAsNewBuffer()) : throw GrpcAnswer.NoRoom();
    }
}

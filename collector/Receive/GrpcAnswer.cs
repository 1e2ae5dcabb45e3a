using Google.Protobuf;
using Google.Protobuf.WellKnownTypes;
using Grpc.Core;
using Observe.Collector.Decode;
using Observe.Collector.Proto.Rpc;
using RpcStatus = Observe.Collector.Proto.Rpc.Status;
using Status = Grpc.Core.Status;

namespace Observe.Collector.Receive;

/// <summary>Puts results into gRPC's words.</summary>
internal static class GrpcAnswer
{
    private static readonly TimeSpan NoRoomRetryAfter = TimeSpan.FromSeconds(1);

    public static GrpcPayload Of(OtlpSignal signal, ExportResult result, TimeSpan retryAfter) => result.Outcome switch
    {
        ExportOutcome.Accepted => new GrpcPayload(HttpAnswer.Success(signal, result).ToByteArray()),
        ExportOutcome.Undecodable => throw new RpcException(new Status(StatusCode.InvalidArgument, result.Message)),
        ExportOutcome.TooLarge => throw new RpcException(new Status(StatusCode.ResourceExhausted, result.Message)),
        _ => throw Retryable(result.Message, retryAfter),
    };

    public static RpcException NoRoom() =>
        Retryable("The collector is working on as many bytes as it may. Send the request again later.", NoRoomRetryAfter);

    /// <summary>UNAVAILABLE with a RetryInfo, in the trailer where gRPC's richer error model puts it.</summary>
    private static RpcException Retryable(string message, TimeSpan retryAfter)
    {
        var status = new RpcStatus
        {
            Code = (int)StatusCode.Unavailable,
            Message = message,
            Details = { Any.Pack(new RetryInfo { RetryDelay = Duration.FromTimeSpan(retryAfter) }) },
        };
        return new RpcException(
            new Status(StatusCode.Unavailable, message), new Metadata { { "grpc-status-details-bin", status.ToByteArray() } });
    }
}

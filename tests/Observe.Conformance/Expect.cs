namespace Observe.Conformance;

/// <summary>What an answer should be; each returns what was seen, or fails the check with it.</summary>
internal static class Expect
{
    /// <summary>Taken whole: 200 or OK, the request's encoding, partial_success unset.</summary>
    public static string FullSuccess(Reply reply) =>
        That(reply, reply.IsSuccess && reply.Partial is null && IsWhole(reply), "success with partial_success unset");

    /// <summary>Taken; a warning (rejected 0) may come with it.</summary>
    public static string Taken(Reply reply) =>
        That(reply, reply.IsSuccess && (reply.Partial?.Rejected ?? 0) == 0 && IsWhole(reply), "success with nothing rejected");

    public static string Success(Reply reply) => That(reply, reply.IsSuccess && IsWhole(reply), "success");

    public static string Rejected(Reply reply, long count) => That(
        reply,
        reply.IsSuccess && IsWhole(reply) && reply.Partial is { Message.Length: > 0 } partial && partial.Rejected == count,
        $"success with {count} rejected and a message");

    public static string Warned(Reply reply) => That(
        reply, reply.IsSuccess && IsWhole(reply) && reply.Partial is { Rejected: 0, Message.Length: > 0 }, "success with rejected 0 and a warning");

    /// <summary>Refused for good. HTTP: the status, and a google.rpc.Status in the request's encoding.</summary>
    public static string Refused(Reply reply, int httpStatus, params int[] grpcStatuses) => That(
        reply,
        (reply.GrpcStatus is { } status ? grpcStatuses.Contains(status) : reply.HttpStatus == httpStatus) && IsWhole(reply) && reply.RetryDelay is null
            && reply.Message.Length > 0,
        $"{(reply.GrpcStatus is null ? $"{httpStatus} with a Status body in the request's encoding" : GrpcCode.NameOf(grpcStatuses[0]))}, no retry hint");

    /// <summary>Refused whichever way that is not the server's fault.</summary>
    public static string ClientFault(Reply reply) => That(
        reply,
        reply.GrpcStatus is { } status ? status is not (0 or 2 or 4 or 14) : reply.HttpStatus is >= 400 and < 500,
        "an answer that blames the sender");

    public static string That(Reply reply, bool holds, string wanted) => holds
        ? reply.Seen
        : throw new CheckFailedException($"{reply.Seen} (wanted: {wanted})");

    private static bool IsWhole(Reply reply) => reply.BodyProblem is null && reply.ContentType == reply.Transport switch
    {
        Transport.Grpc => "application/grpc",
        Transport.HttpProtobuf => "application/x-protobuf",
        _ => "application/json",
    };
}

namespace Observe.Conformance;

/// <summary>What the server answered, in one form for all transports.</summary>
/// <param name="GrpcStatus">Null over HTTP.</param>
/// <param name="Partial">Null when partial_success is not set.</param>
/// <param name="Message">Of an error: grpc-message, or the message of the Status in the body.</param>
/// <param name="RetryDelay">RetryInfo or Retry-After, when there is one.</param>
/// <param name="BodyProblem">Why the body is not the message that it should be; null when it is.</param>
public sealed record Reply(
    Transport Transport,
    int HttpStatus,
    int? GrpcStatus,
    string ContentType,
    PartialSuccess? Partial,
    string Message,
    string? RetryDelay,
    string? BodyProblem,
    int BodyBytes,
    IReadOnlyDictionary<string, string> Headers)
{
    public bool IsSuccess => GrpcStatus is { } status ? status == 0 : HttpStatus == 200;

    public string Header(string name) => Headers.GetValueOrDefault(name.ToLowerInvariant(), "");

    /// <summary>One line for the report.</summary>
    public string Seen
    {
        get
        {
            var answer = GrpcStatus is { } status ? $"{GrpcCode.NameOf(status)}" : $"{HttpStatus} {ContentType}";
            var partial = Partial is null ? "" : $", rejected {Partial.Rejected} \"{Short(Partial.Message)}\"";
            var message = Message.Length == 0 ? "" : $", \"{Short(Message)}\"";
            var retry = RetryDelay is null ? "" : $", retry after {RetryDelay}";
            var problem = BodyProblem is null ? "" : $", but {BodyProblem}";
            return answer + partial + message + retry + problem;
        }
    }

    private static string Short(string text) => text.Length <= 100 ? text : text[..100] + "...";
}

public sealed record PartialSuccess(long Rejected, string Message);

public static class GrpcCode
{
    public const int InvalidArgument = 3;
    public const int ResourceExhausted = 8;
    public const int Unimplemented = 12;
    public const int Internal = 13;
    public const int Unavailable = 14;
    public const int Unauthenticated = 16;

    private static readonly string[] Names =
    [
        "OK", "CANCELLED", "UNKNOWN", "INVALID_ARGUMENT", "DEADLINE_EXCEEDED", "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED",
        "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION", "ABORTED", "OUT_OF_RANGE", "UNIMPLEMENTED", "INTERNAL", "UNAVAILABLE", "DATA_LOSS",
        "UNAUTHENTICATED",
    ];

    public static string NameOf(int code) => code >= 0 && code < Names.Length ? Names[code] : $"status {code}";
}

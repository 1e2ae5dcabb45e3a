using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Observe.Samples.Platform;

/// <summary>What a caller is answered in place of a function that could not answer, as Lambda words it; or what the function itself said of its failure.</summary>
internal sealed record InvocationError(
    [property: JsonPropertyName("errorType")] string ErrorType, [property: JsonPropertyName("errorMessage")] string ErrorMessage)
{
    /// <returns>Null when the function answered.</returns>
    public static InvocationError? Of(Invocation invocation, InvocationEnd end) => end switch
    {
        InvocationEnd.Answered => null,
        InvocationEnd.Timeout => Error(
            invocation,
            "Sandbox.Timedout",
            string.Create(CultureInfo.InvariantCulture, $"Task timed out after {invocation.Instance.Program.Timeout.TotalSeconds:0.00} seconds")),
        InvocationEnd.OutOfMemory => Error(invocation, "Runtime.OutOfMemory", "Runtime exited with error: signal: killed"),
        _ => Error(invocation, "Runtime.ExitError", $"Runtime exited with error: exit status {invocation.Instance.ExitCode}"),
    };

    /// <summary>What a runtime reports.</summary>
    public static InvocationError Read(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<InvocationError>(json) ?? Unknown;
        }
        catch (JsonException)
        {
            return Unknown;
        }
    }

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this);

    private static InvocationError Unknown => new("Runtime.Unknown", "The function did not say what went wrong.");

    private static InvocationError Error(Invocation invocation, string type, string message) =>
        new(type, $"RequestId: {invocation.RequestId} Error: {message}");
}

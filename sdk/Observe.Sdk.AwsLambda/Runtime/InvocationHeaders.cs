using System.Globalization;
using System.Net.Http.Headers;

namespace Observe.Sdk.AwsLambda.Runtime;

/// <summary>The headers that come with an event.</summary>
internal static class InvocationHeaders
{
    public static LambdaInvocation Read(HttpResponseHeaders headers) => new()
    {
        RequestId = Text("Lambda-Runtime-Aws-Request-Id", headers)
            ?? throw new HttpRequestException("Lambda's interface gave an event without the header Lambda-Runtime-Aws-Request-Id."),
        Deadline = Deadline(headers),
        InvokedFunctionArn = Text("Lambda-Runtime-Invoked-Function-Arn", headers) ?? "",
        TraceHeader = Text("Lambda-Runtime-Trace-Id", headers),
        ClientContext = Text("Lambda-Runtime-Client-Context", headers),
        CognitoIdentity = Text("Lambda-Runtime-Cognito-Identity", headers),
    };

    private static DateTimeOffset Deadline(HttpResponseHeaders headers) =>
        long.TryParse(Text("Lambda-Runtime-Deadline-Ms", headers), NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : throw new HttpRequestException("Lambda's interface gave an event without the header Lambda-Runtime-Deadline-Ms.");

    private static string? Text(string name, HttpResponseHeaders headers) =>
        headers.TryGetValues(name, out var values) && values.FirstOrDefault() is { Length: > 0 } value ? value : null;
}

namespace Observe.Sdk.AwsLambda;

/// <summary>What Lambda says of an invocation beside its event.</summary>
public sealed record LambdaInvocation
{
    /// <summary>Of the request. The attempts of an asynchronous invocation have the same.</summary>
    public required string RequestId { get; init; }

    /// <summary>When Lambda ends the invocation, and with it the process.</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>The function as its caller named it, with a version or an alias if there was one; empty when Lambda did not say it.</summary>
    public string InvokedFunctionArn { get; init; } = "";

    /// <summary>X-Ray's header, such as <c>Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1</c>, or null.</summary>
    public string? TraceHeader { get; init; }

    /// <summary>JSON that a client of AWS's mobile SDK sent, or null.</summary>
    public string? ClientContext { get; init; }

    /// <summary>JSON about the caller's Amazon Cognito identity, or null.</summary>
    public string? CognitoIdentity { get; init; }
}

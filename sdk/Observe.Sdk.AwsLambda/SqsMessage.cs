namespace Observe.Sdk.AwsLambda;

/// <summary>One message of an SQS queue.</summary>
public sealed record SqsMessage
{
    /// <summary>As SQS named it when it was sent; a message that comes again has the same.</summary>
    public required string MessageId { get; init; }

    /// <summary>What was sent.</summary>
    public required string Body { get; init; }

    /// <summary>The name of the queue.</summary>
    public required string Queue { get; init; }

    /// <summary>How often it was received so far, this time included; 0 when SQS did not say it.</summary>
    public int ReceiveCount { get; init; }

    /// <summary>When it was sent, by the clock of SQS, or null.</summary>
    public DateTimeOffset? SentAt { get; init; }

    /// <summary>The sender's message attributes of the types text and number, as text.</summary>
    public IReadOnlyDictionary<string, string> Attributes { get; init; } = new Dictionary<string, string>();
}

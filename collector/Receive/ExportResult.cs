namespace Observe.Collector.Receive;

/// <summary>What a sender is told, before a transport puts it into its own words.</summary>
public enum ExportOutcome
{
    /// <summary>Durable; some records may have been refused for good.</summary>
    Accepted,

    /// <summary>Not OTLP; sending it again changes nothing.</summary>
    Undecodable,

    /// <summary>Over the size limit; sending it again changes nothing.</summary>
    TooLarge,

    /// <summary>No room just now; nothing was taken, and it may be sent again.</summary>
    Full,
}

/// <param name="Rejected">Records refused for good out of an accepted request.</param>
/// <param name="Message">English, for the developer of the sender; empty after plain success.</param>
/// <param name="Received">Records of an accepted request, the refused ones among them.</param>
public sealed record ExportResult(ExportOutcome Outcome, long Rejected = 0, string Message = "", long Received = 0);

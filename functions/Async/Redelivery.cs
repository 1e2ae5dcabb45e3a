namespace Observe.Functions.Async;

/// <summary>One message that was worked on more than once: redelivered by its queue, or sent twice.</summary>
/// <param name="Times">How often, in the range.</param>
/// <param name="TraceIds">Of the work on it, oldest first.</param>
public sealed record Redelivery(string MessageId, string Destination, int Times, IReadOnlyList<string> TraceIds)
{
    /// <summary>
    /// The messages with the same id and destination that were worked on at different times, the most repeated first. The same span that was
    /// received twice is one.
    /// </summary>
    public static IReadOnlyList<Redelivery> Of(IEnumerable<QueuedMessage> messages) =>
    [
        .. messages.Where(message => message.MessageId.Length > 0)
            .GroupBy(message => (message.MessageId, message.Destination))
            .Select(group => (group.Key, Works: group.DistinctBy(message => message.ProcessedUnixNanoseconds).OrderBy(message => message.ProcessedUnixNanoseconds).ToArray()))
            .Where(item => item.Works.Length > 1)
            .Select(item => new Redelivery(item.Key.MessageId, item.Key.Destination, item.Works.Length, [.. item.Works.Select(work => work.TraceId)]))
            .OrderByDescending(item => item.Times).ThenBy(item => item.MessageId, StringComparer.Ordinal),
    ];
}

namespace Observe.Testing;

/// <summary>A request as it came over the wire.</summary>
/// <param name="Timestamp">When all of it was there, of the stopwatch.</param>
public sealed record ReceivedWebhook(string Body, IReadOnlyDictionary<string, string> Headers, long Timestamp);

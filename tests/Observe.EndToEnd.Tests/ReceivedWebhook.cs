namespace Observe.Testing;

/// <summary>A request as it came over the wire.</summary>
public sealed record ReceivedWebhook(string Body, IReadOnlyDictionary<string, string> Headers);

namespace Observe.Reliability.Tests.Webhooks;

/// <summary>A request that came in whole, and what was done with it.</summary>
/// <param name="Life">Of the server that sent it, from 0.</param>
/// <param name="IsAccepted">The receiver took it, whether or not its answer went out.</param>
internal sealed record Receipt(
    string Id, int Webhook, int Life, bool IsAccepted, string Body, IReadOnlyDictionary<string, string> Headers, long UnixMilliseconds);

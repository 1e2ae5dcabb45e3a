namespace Observe.Server.Security;

/// <summary>Of an endpoint that answers for as long as the caller listens: it ends with what let the caller in, as the connections of pages do.</summary>
public sealed record LastingAnswer;

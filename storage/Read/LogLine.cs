namespace Observe.Storage.Read;

/// <summary>What of a log line its pattern is made of.</summary>
/// <param name="IsCut">The body was longer.</param>
internal readonly record struct LogLine(long UnixNanoseconds, byte Severity, string Service, string Body, bool IsCut);

namespace Observe.Storage.Write;

/// <summary>ClickHouse read the batch and refuses its content; trying again changes nothing.</summary>
public sealed class BatchRefusedException(string message, Exception? inner = null) : Exception(message, inner);

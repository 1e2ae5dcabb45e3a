namespace Observe.Storage.Read;

/// <summary>A series is longer than its reader answers, or its reading met a limit of reads: the message says which, for the person who asked.</summary>
public sealed class SeriesLimitException : Exception
{
    public SeriesLimitException(string message)
        : base(message)
    {
    }

    public SeriesLimitException(string message, Exception inner)
        : base(message, inner)
    {
    }
}

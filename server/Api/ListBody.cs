using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>A page of a list.</summary>
public sealed record ListBody<T>(IReadOnlyList<T> Items, string? NextCursor, ScannedBody? Scanned);

/// <summary>How far the answer looked. <c>stoppedBy</c> is the limit that ended it before the whole range: time, memory or rows.</summary>
public sealed record ScannedBody(string From, string To, bool Complete, long ElapsedNanos, string? StoppedBy)
{
    public static ScannedBody Of(Scanned scanned) => new(
        UnixTime.ToRfc3339(scanned.Range.FromUnixNanoseconds),
        UnixTime.ToRfc3339(scanned.Range.ToUnixNanoseconds),
        scanned.Complete,
        (long)(scanned.Elapsed.TotalMilliseconds * 1_000_000),
        scanned.StoppedBy);
}

namespace Observe.Storage.Read;

/// <summary>How far an answer looked. A list is honest only with it.</summary>
/// <param name="Range">The part of the asked range that was looked at; newest first, so its From may be later than asked.</param>
/// <param name="Complete">True when all of the asked range was looked at.</param>
/// <param name="Elapsed">Time the store took.</param>
/// <param name="StoppedBy">The limit that ended it before that: time, memory or rows. Null when none did: enough was found.</param>
public sealed record Scanned(TimeRange Range, bool Complete, TimeSpan Elapsed, string? StoppedBy = null);

namespace Observe.Storage.Backup;

/// <param name="Folder">Of a backup that was taken; else empty.</param>
public sealed record BackupResult(BackupOutcome Outcome, string Folder = "");

public enum BackupOutcome
{
    Taken,

    /// <summary>Another one is being taken.</summary>
    Busy,

    /// <summary>The disk would have less free than stays free.</summary>
    NoRoom,

    /// <summary>The data are on a server, which has ways of its own.</summary>
    NotEmbedded,
}

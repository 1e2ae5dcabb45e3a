using System.ComponentModel.DataAnnotations;
using Observe.Storage.Retention;

namespace Observe.Storage.Engine;

/// <summary>Where the data lives: section <c>Observe:Storage</c>.</summary>
public sealed class StorageOptions
{
    public const string Section = "Observe:Storage";

    /// <summary>Folder of the embedded engine's data, and of the journals; relative to the working directory.</summary>
    [Required]
    public string DataDirectory { get; set; } = "data";

    /// <summary>A ClickHouse server (<c>http://host:8123</c> or https); empty for the embedded engine.</summary>
    public string ServerUrl { get; set; } = "";

    public string User { get; set; } = "default";
    public string Password { get; set; } = "";

    /// <summary>PEM file of the authority that signed the server's certificate; empty for those that the system trusts.</summary>
    public string ServerCertificateAuthorityFile { get; set; } = "";

    [Required]
    [RegularExpression("^[A-Za-z_][A-Za-z0-9_]{0,62}$", ErrorMessage = "Observe:Storage:Database must be a plain identifier.")]
    public string Database { get; set; } = "observe";

    /// <summary>A cluster of the server (<c>system.clusters</c>) whose nodes share the data; empty for a single server.</summary>
    [RegularExpression("^[A-Za-z0-9_.-]{0,62}$", ErrorMessage = "Observe:Storage:Cluster must be a plain name.")]
    public string Cluster { get; set; } = "";

    /// <summary>Days that telemetry is kept; whole days are dropped.</summary>
    [Range(1, RetentionOptions.MostDays)]
    public int RetentionDays { get; set; } = 30;

    /// <summary>Days of one kind of record, where they differ.</summary>
    public RetentionOptions Retention { get; } = new();

    /// <summary>Bytes that all tables together may take: the oldest days are dropped before; 0 for no limit but the disk's.</summary>
    [Range(0, long.MaxValue)]
    public long MaxBytes { get; set; }

    /// <summary>Bytes of the disk that stay free: the oldest days are dropped before; 0 takes 1 GiB or a twentieth of the disk, whichever is less.</summary>
    [Range(0, long.MaxValue)]
    public long MinFreeBytes { get; set; }

    /// <summary>Memory limit of the embedded engine in bytes; 0 lets it take half of the machine's.</summary>
    [Range(0, long.MaxValue)]
    public long MaxMemoryBytes { get; set; }

    /// <summary>A trace page takes at most this many spans.</summary>
    [Range(1, 1_000_000)]
    public int MaxTraceSpans { get; set; } = 100_000;

    /// <summary>Attribute keys of one day and signal that searches are completed with; telemetry of any number of keys is stored.</summary>
    [Range(1, 1_000_000)]
    public int MaxAttributeKeys { get; set; } = 10_000;

    /// <summary>
    /// A loopback address on which the embedded data can be read with SQL, over ClickHouse's HTTP interface; empty for none.
    /// </summary>
    public string HttpUrl { get; set; } = "";

    /// <summary>The name that <see cref="HttpUrl"/> asks for; empty to ask for none.</summary>
    public string HttpUser { get; set; } = "";

    public string HttpPassword { get; set; } = "";

    /// <summary>Where backups of the embedded engine go, a folder each; empty for <c>backups</c> in the data folder. Another disk outlives the one of the data.</summary>
    public string BackupDirectory { get; set; } = "";

    /// <summary>A backup with which an empty data folder begins (switch <c>--restore</c>); empty for none.</summary>
    public string RestoreFrom { get; set; } = "";

    public bool IsEmbedded => ServerUrl.Length == 0;

    internal string BackupFolder() => Path.GetFullPath(BackupDirectory.Length > 0 ? BackupDirectory : Path.Combine(DataDirectory, "backups"));
}

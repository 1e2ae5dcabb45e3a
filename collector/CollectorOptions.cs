using System.ComponentModel.DataAnnotations;

namespace Observe.Collector;

/// <summary>Section <c>Observe:Collector</c>.</summary>
public sealed class CollectorOptions
{
    public const string Section = "Observe:Collector";

    private const long Mebibyte = 1024 * 1024;

    /// <summary>Where OTLP/gRPC is served (HTTP/2 in clear text). Port 0 takes a free one.</summary>
    [Required]
    public string GrpcUrl { get; set; } = "http://127.0.0.1:4317";

    /// <summary>Where OTLP/HTTP is served. Port 0 takes a free one.</summary>
    [Required]
    public string HttpUrl { get; set; } = "http://127.0.0.1:4318";

    /// <summary>The key that senders must show; empty, together with no <see cref="IngestKeys"/>, lets everybody in.</summary>
    public string IngestKey { get; set; } = "";

    /// <summary>Further keys, so that one can be changed without a gap.</summary>
    public IList<string> IngestKeys { get; } = [];

    /// <summary>Origins of pages that may send over HTTP (<c>https://shop.example</c>); none by default.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>Bytes of one request after decompression.</summary>
    [Range(1024, int.MaxValue / 2)]
    public int MaxRequestBytes { get; set; } = (int)(64 * Mebibyte);

    /// <summary>Bytes of all requests that arrive or are being worked on: decompressed, and of gRPC the compressed ones beside them.</summary>
    [Range(1024, long.MaxValue)]
    public long MaxInFlightBytes { get; set; } = 256 * Mebibyte;

    /// <summary>What a sender is told to wait when the collector is full.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan RetryAfter { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes on disk that wait for ClickHouse, the quarantine included; 0 takes 2 GiB or a fifth of the free disk, whichever is less.</summary>
    [Range(0, long.MaxValue)]
    public long MaxJournalBytes { get; set; }

    /// <summary>Requests that wait for ClickHouse; bounds the memory of their places in the journal.</summary>
    [Range(1, 100_000_000)]
    public int MaxWaitingRequests { get; set; } = 1_000_000;

    /// <summary>A journal file is closed and the next one begun at this size.</summary>
    [Range(4096, int.MaxValue)]
    public long JournalSegmentBytes { get; set; } = 64 * Mebibyte;

    /// <summary>Rows, bytes and age at which a batch goes to ClickHouse, whichever comes first.</summary>
    [Range(1, 1_000_000)]
    public int BatchRows { get; set; } = 50_000;

    [Range(1, int.MaxValue / 2)]
    public int BatchBytes { get; set; } = (int)(32 * Mebibyte);

    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00")]
    public TimeSpan BatchAge { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>PEM file of the certificate, with its chain, for addresses that begin with https.</summary>
    public string CertificateFile { get; set; } = "";

    /// <summary>PEM file of its key; empty when that is in the same file.</summary>
    public string CertificateKeyFile { get; set; } = "";

    /// <summary>PEM file of authorities: each sender must show a certificate that one of them signed, beside its key; empty to ask for none.</summary>
    public string ClientAuthorityFile { get; set; } = "";

    /// <summary>The longest pause between two tries while ClickHouse is not reachable.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan MaxRetryDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>A batch that ClickHouse refused this often for its content goes to the quarantine.</summary>
    [Range(1, 100)]
    public int RefusalsBeforeQuarantine { get; set; } = 3;

    /// <summary>How long a stop waits for what is on its way into ClickHouse. The rest stays in the journal.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00")]
    public TimeSpan DrainTimeout { get; set; } = TimeSpan.FromSeconds(5);

    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan HeartbeatInterval { get; set; } = TimeSpan.FromSeconds(1);
}

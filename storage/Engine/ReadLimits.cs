using System.Globalization;

namespace Observe.Storage.Engine;

/// <summary>What a read may cost before ClickHouse stops it.</summary>
public sealed record ReadLimits
{
    /// <summary>The names of the limits, as an answer that met one says.</summary>
    public const string Time = "time";

    public const string Memory = "memory";
    public const string Rows = "rows";

    /// <summary>Below the time that a shutdown waits for running statements.</summary>
    public int MaxExecutionSeconds { get; init; } = 6;

    public long MaxMemoryBytes { get; init; } = 2L << 30;
    public long MaxResultRows { get; init; } = 1_000_000;

    /// <summary>The same limits as ClickHouse settings, and how reads are to go about them.</summary>
    public IReadOnlyList<(string Name, long Value)> Settings =>
    [
        ("max_execution_time", MaxExecutionSeconds),
        ("max_memory_usage", MaxMemoryBytes),
        ("max_result_rows", MaxResultRows),
        ("max_threads", Math.Clamp(Environment.ProcessorCount, 2, 8)),
        // A list that is full stops reading; with buffers the engine would first read on in every part of the range.
        ("read_in_order_use_buffering", 0),
    ];

    /// <summary>The same limits for a connection of the embedded engine, which then can change nothing, not even them.</summary>
    internal IReadOnlyList<(string Name, string Value)> SandboxSettings =>
    [
        .. Settings.Select(setting => (setting.Name, setting.Value.ToString(CultureInfo.InvariantCulture))),
        ("readonly", "1"),
    ];
}

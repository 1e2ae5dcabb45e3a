using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>A decoded request, or what is wrong with it as a whole. Its blocks hold until it is disposed.</summary>
public sealed class DecodeResult : IDisposable
{
    private static readonly Dictionary<RefusalReason, long> None = [];

    private readonly ColumnBuffer? _bytes;
    private readonly Action? _durable;

    internal DecodeResult(
        ColumnBuffer bytes, IReadOnlyList<NativeBlock> blocks, long received, IReadOnlyDictionary<RefusalReason, long>? refused,
        string warning, Action? durable)
    {
        _bytes = bytes;
        _durable = durable;
        Blocks = blocks;
        Received = received;
        Refused = refused ?? None;
        Warning = warning;
    }

    private DecodeResult(string error) => Error = error;

    public IReadOnlyList<NativeBlock> Blocks { get; } = [];

    /// <summary>Records in the request; each is in <see cref="Blocks"/> or in <see cref="Refused"/>.</summary>
    public long Received { get; }

    public IReadOnlyDictionary<RefusalReason, long> Refused { get; } = None;

    /// <summary>For the sender: what was kept although it was not right; empty for nothing.</summary>
    public string Warning { get; } = "";

    /// <summary>For the sender: why the request could not be decoded; null when it was.</summary>
    public string? Error { get; }

    public long RefusedTotal
    {
        get
        {
            long total = 0;
            foreach (var count in Refused.Values)
            {
                total += count;
            }
            return total;
        }
    }

    /// <summary>Its blocks are on disk.</summary>
    internal void Durable() => _durable?.Invoke();

    public void Dispose() => _bytes?.Reset();

    internal static DecodeResult Undecodable(string error) => new(error);
}

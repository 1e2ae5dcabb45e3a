using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Storage.Write;
using Observe.Storage.Write.Columns;

namespace Observe.Collector.Decode;

/// <summary>
/// The working memory of one request at a time: the blocks that its rows are written to, and what is remembered from
/// request to request so that nothing is made twice.
/// </summary>
internal sealed class DecodeSession
{
    private const long NanosecondsPerDay = 86_400_000_000_000;

    private readonly DecodeCaches _caches;
    private readonly ResourceDecoder _resources;
    private readonly ScopeDecoder _scopes;
    private readonly BlocksByDay<ResourceBlock> _resourceBlocks = new(() => new ResourceBlock());
    private readonly BlocksByDay<InvocationBlock> _invocations = new(() => new InvocationBlock());
    private readonly List<(long Day, ulong Fingerprint)> _used = [];
    private readonly List<(long Day, ulong Fingerprint)> _written = [];
    private readonly AttributeKeys _keys;
    private Dictionary<RefusalReason, long>? _refused;
    private DecodedResource? _lastResource;
    private long _lastDay;
    private bool _hasInvalidText;

    public DecodeSession(DecodeCaches caches)
    {
        _caches = caches;
        _keys = new AttributeKeys(caches.Judge);
        Text = new ValueText(caches.Redactor);
        Json = new ValueJson(_keys, Text);
        Attributes = new AttributeWriter(_keys, Text, Json);
        Strings = new AttributeStrings(Text, Json, _keys);
        _resources = new ResourceDecoder(caches.Resources, Strings, Text, _keys);
        _scopes = new ScopeDecoder(caches.Scopes, Json, Text, _keys);
    }

    public ValueText Text { get; }

    public ValueJson Json { get; }

    public AttributeWriter Attributes { get; }

    public AttributeStrings Strings { get; }

    public BlocksByDay<SpanBlock> Spans { get; } = new(() => new SpanBlock());

    public BlocksByDay<LogBlock> Logs { get; } = new(() => new LogBlock());

    public BlocksByDay<MetricBlock> Metrics { get; } = new(() => new MetricBlock());

    public TimeWindow Window { get; private set; }

    /// <summary>Records seen so far.</summary>
    public long Received { get; set; }

    /// <summary>What JSON that is not OTLP's is warned about.</summary>
    public string Warning { get; set; } = "";

    public void Begin(TimeWindow window)
    {
        Window = window;
        _keys.Begin();
    }

    public void Refuse(RefusalReason reason)
    {
        _refused ??= [];
        _refused[reason] = _refused.GetValueOrDefault(reason) + 1;
    }

    public DecodedResource Resource(ReadOnlySpan<byte> resource, ReadOnlySpan<byte> schemaUrl)
    {
        var decoded = _resources.Decode(resource, schemaUrl);
        _hasInvalidText |= decoded.InvalidTexts > 0;
        return decoded;
    }

    /// <summary>The scope of a group of records: field 1 of ScopeSpans, ScopeLogs and ScopeMetrics.</summary>
    public StoredScope Scope(ReadOnlySpan<byte> group)
    {
        var scope = ReadOnlySpan<byte>.Empty;
        var reader = new WireReader(group);
        while (reader.TryTag(out var tag))
        {
            if (tag == 0x0a)
            {
                scope = reader.Bytes();
            }
            else
            {
                reader.Skip(tag);
            }
        }
        var decoded = _scopes.Decode(scope);
        _hasInvalidText |= decoded.InvalidTexts > 0;
        return decoded.Stored;
    }

    /// <summary>A row of the resource was written at this time: its attributes belong into the same day.</summary>
    public void Use(DecodedResource resource, long unixNanoseconds)
    {
        var day = unixNanoseconds / NanosecondsPerDay;
        if (day == _lastDay && ReferenceEquals(resource, _lastResource))
        {
            return;
        }
        (_lastDay, _lastResource) = (day, resource);
        var key = (day, resource.Stored.Fingerprint);
        if (_used.Contains(key))
        {
            return;
        }
        _used.Add(key);
        if (!_caches.Ledger.IsKnown(day, resource.Stored.Fingerprint, Window.ReceivedUnixNanoseconds))
        {
            _resourceBlocks.Of(unixNanoseconds).Append(DateOnly.FromDayNumber((int)day + Storage.UnixTime.EpochDayNumber), resource.Stored);
            _written.Add(key);
        }
    }

    public void Add(InvocationPiece piece) =>
        _invocations.Of(piece.StartUnixNanoseconds).Append(_caches.Prices.Bill(piece));

    /// <summary>What the request has become; the session is free for the next one afterwards.</summary>
    public DecodeResult Seal()
    {
        var bytes = new ColumnBuffer();
        var blocks = new List<(TableBlock Block, long Day, int Start, int End)>();
        Seal(_resourceBlocks, bytes, blocks);
        Seal(Spans, bytes, blocks);
        Seal(Logs, bytes, blocks);
        Seal(Metrics, bytes, blocks);
        Seal(_invocations, bytes, blocks);
        var memory = bytes.WrittenMemory;
        return new DecodeResult(
            bytes,
            blocks.ConvertAll(item => new NativeBlock(
                item.Block.Table, DateOnly.FromDayNumber((int)item.Day + Storage.UnixTime.EpochDayNumber), item.Block.Rows,
                memory[item.Start..item.End])),
            Received,
            _refused,
            Warnings(),
            Durable());
    }

    public void Reset()
    {
        _resourceBlocks.Reset();
        _invocations.Reset();
        Spans.Reset();
        Logs.Reset();
        Metrics.Reset();
        Text.Reset();
        Json.Reset();
        _used.Clear();
        _written.Clear();
        _refused = null;
        _lastResource = null;
        _hasInvalidText = false;
        Received = 0;
        Warning = "";
    }

    private static void Seal<TBlock>(
        BlocksByDay<TBlock> days, ColumnBuffer bytes, List<(TableBlock Block, long Day, int Start, int End)> blocks)
        where TBlock : TableBlock
    {
        foreach (var (day, block) in days.Blocks)
        {
            var start = bytes.Length;
            block.Seal(bytes);
            blocks.Add((block, day, start, bytes.Length));
        }
    }

    private string Warnings()
    {
        var invalid = _hasInvalidText || Text.InvalidCount > 0 || _keys.InvalidCount > 0
            ? "text that is not valid UTF-8 was stored with U+FFFD in place of the invalid bytes"
            : "";
        return invalid.Length > 0 && Warning.Length > 0 ? $"{Warning}; {invalid}" : Warning + invalid;
    }

    private Action? Durable()
    {
        if (_written.Count == 0)
        {
            return null;
        }
        var written = _written.ToArray();
        var now = Window.ReceivedUnixNanoseconds;
        return () =>
        {
            foreach (var (day, fingerprint) in written)
            {
                _caches.Ledger.Remember(day, fingerprint, now);
            }
        };
    }
}

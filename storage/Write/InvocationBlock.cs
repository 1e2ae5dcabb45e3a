using System.Globalization;
using System.Text;
using Observe.Functions.Invocations;
using Observe.Storage.Write.Columns;

namespace Observe.Storage.Write;

/// <summary>Rows of the table <c>invocations</c>: pieces of invocations as they came.</summary>
public sealed class InvocationBlock : TableBlock
{
    private readonly FixedColumn _source;
    private readonly FixedColumn _functionId;
    private readonly DictionaryColumn _provider;
    private readonly DictionaryColumn _account;
    private readonly DictionaryColumn _region;
    private readonly DictionaryColumn _environment;
    private readonly DictionaryColumn _function;
    private readonly DictionaryColumn _version;
    private readonly DictionaryColumn _architecture;
    private readonly DictionaryColumn _platform;
    private readonly DictionaryColumn _instance;
    private readonly TextColumn _invocationId;
    private readonly FixedColumn _trace;
    private readonly FixedColumn _span;
    private readonly DictionaryColumn _trigger;
    private readonly FixedColumn _end;
    private readonly FixedColumn _deadline;
    private readonly FixedColumn _initClass;
    private readonly FixedColumn _init;
    private readonly FixedColumn _billed;
    private readonly FixedColumn _billedInit;
    private readonly FixedColumn _memory;
    private readonly FixedColumn _memoryUsed;
    private readonly FixedColumn _outcome;
    private readonly DictionaryColumn _cause;
    private readonly FixedColumn _dropped;
    private readonly FixedColumn _adjustedCount;

    public InvocationBlock()
        : base(TelemetryTable.Invocations)
    {
        _source = UInt8("source");
        _functionId = UInt64("function_id");
        _provider = Dictionary("provider");
        _account = Dictionary("account");
        _region = Dictionary("region");
        _environment = Dictionary("environment");
        _function = Dictionary("function");
        _version = Dictionary("version");
        _architecture = Dictionary("architecture");
        _platform = Dictionary("platform");
        _instance = Add(new DictionaryColumn("instance", "String"));
        _invocationId = Add(new TextColumn("invocation_id"));
        _trace = TraceId("trace_id");
        _span = SpanId("span_id");
        _trigger = Dictionary("trigger");
        Start = Time("start_time");
        _end = Int64("end_ns");
        _deadline = Int64("deadline_ns");
        _initClass = UInt8("init_class");
        _init = Int64("init_ns");
        _billed = Int64("billed_ns");
        _billedInit = Int64("billed_init_ns");
        _memory = Int64("memory_bytes");
        _memoryUsed = Int64("memory_used_bytes");
        _outcome = UInt8("outcome");
        _cause = Dictionary("cause");
        _dropped = Int64("dropped_records");
        _adjustedCount = Double("adjusted_count");
    }

    public FixedColumn Start { get; }

    public void Append(InvocationPiece piece)
    {
        _source.Append((byte)piece.Source);
        _functionId.Append(ulong.Parse(piece.Function.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));
        Append(_provider, piece.Function.Provider);
        Append(_account, piece.Function.Account);
        Append(_region, piece.Function.Region);
        Append(_environment, piece.Function.Environment);
        Append(_function, piece.Function.Name);
        Append(_version, piece.Version);
        Append(_architecture, piece.Architecture);
        Append(_platform, piece.Platform);
        Append(_instance, piece.Instance);
        _invocationId.Append(Encoding.UTF8.GetBytes(piece.InvocationId));
        _trace.AppendId(Storage.TraceId.TryParse(piece.TraceId, out _) ? Convert.FromHexString(piece.TraceId) : []);
        _span.AppendId(Storage.SpanId.TryParse(piece.SpanId, out _) ? Convert.FromHexString(piece.SpanId) : []);
        Append(_trigger, piece.Trigger);
        Start.Append(piece.StartUnixNanoseconds);
        _end.Append(piece.EndUnixNanoseconds);
        _deadline.Append(piece.DeadlineUnixNanoseconds);
        _initClass.Append((byte)piece.InitClass);
        _init.Append(piece.InitDurationNanoseconds);
        _billed.Append(piece.BilledNanoseconds);
        _billedInit.Append(piece.BilledInitNanoseconds);
        _memory.Append(piece.MemorySizeBytes);
        _memoryUsed.Append(piece.MemoryUsedBytes);
        _outcome.Append((byte)piece.Outcome);
        Append(_cause, piece.Cause);
        _dropped.Append(piece.DroppedRecords);
        _adjustedCount.Append(piece.AdjustedCount);
        CountRow();
    }

    private static void Append(DictionaryColumn column, string text) => column.Append(Encoding.UTF8.GetBytes(text));
}

using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;

namespace Observe.Functions.Lambda;

/// <summary>
/// Makes invocation pieces of the records of one instance, as they come in one request. A record says more beside its neighbours (a line names no
/// request, an error may be told in one record and its kind in another), but nothing depends on them: each piece stands alone, and readers merge.
/// </summary>
public sealed class LambdaStream(LambdaSource source)
{
    // More requests than one delivery holds of one instance; a sender of nonsense makes it forget.
    private const int MostRemembered = 10_000;

    private readonly Dictionary<string, InvocationPiece> _failed = new(StringComparer.Ordinal);
    private readonly Dictionary<string, InvocationOutcome> _told = new(StringComparer.Ordinal);
    private string _current = "";
    private long _currentStart;

    /// <summary>The request that is under way, to which lines belong that name none; empty for none.</summary>
    public string Current => _current;

    /// <summary>What a record says of an invocation, of an initialisation or of lost telemetry; null when it says nothing of them.</summary>
    public InvocationPiece? Read(LambdaRecord record)
    {
        switch (record.Type)
        {
            case LambdaRecord.Start when record.RequestId.Length > 0:
                (_current, _currentStart) = (record.RequestId, record.TimeUnixNanoseconds);
                return Invocation(record);
            case LambdaRecord.RuntimeDone when record.RequestId.Length > 0:
                _current = _current == record.RequestId ? "" : _current;
                return Ended(record);
            case LambdaRecord.Report when record.RequestId.Length > 0:
                return Ended(record);
            case LambdaRecord.InitStart or LambdaRecord.InitRuntimeDone or LambdaRecord.InitReport or LambdaRecord.RestoreReport:
                return Initialisation(record);
            case LambdaRecord.LogsDropped:
                return Of(record, PieceSource.Dropped) with { DroppedRecords = record.DroppedRecords, Cause = "logsDropped" };
            default:
                return null;
        }
    }

    /// <summary>What a line of the function says of the end of an invocation that is known to have failed; null for an ordinary line.</summary>
    /// <param name="requestId">Empty when the line names none.</param>
    public InvocationPiece? ReadLine(string line, string requestId)
    {
        var id = requestId.Length > 0 ? requestId : _current;
        if (id.Length == 0 || LambdaDeath.OutcomeOfLine(line) is not { } outcome)
        {
            return null;
        }
        if (_failed.TryGetValue(id, out var failed))
        {
            return failed with { Outcome = outcome };
        }
        if (_told.Count < MostRemembered)
        {
            _told[id] = outcome;
        }
        return null;
    }

    private InvocationPiece Invocation(LambdaRecord record) => Of(record, PieceSource.Platform) with
    {
        InvocationId = record.RequestId,
        // A parent that was not recorded names a trace in which there is nothing of this function.
        TraceId = record.Tracing is { IsSampled: true } tracing ? tracing.TraceId : "",
        SpanId = record.Tracing is { IsSampled: true } ? record.SpanId : "",
    };

    private InvocationPiece Ended(LambdaRecord record)
    {
        var outcome = LambdaDeath.Outcome(record);
        var isFailed = outcome != InvocationOutcome.Ok;
        if (isFailed && _told.TryGetValue(record.RequestId, out var told) && told > outcome)
        {
            outcome = told;
        }
        var initClass = LambdaInit.OfReport(record);
        var piece = Invocation(record) with
        {
            StartUnixNanoseconds = record.TimeUnixNanoseconds - record.Duration,
            EndUnixNanoseconds = record.TimeUnixNanoseconds,
            Outcome = outcome,
            Cause = isFailed ? InvocationNormaliser.Cause(record.ErrorType.Length > 0 ? record.ErrorType : record.Status) : "",
            InitClass = initClass,
            InitDurationNanoseconds = initClass == InitClass.SnapStart ? record.RestoreDuration : record.InitDuration,
            BilledNanoseconds = record.BilledDuration,
            // On the bill the initialisation of a cold start is added to the duration.
            BilledInitNanoseconds = initClass == InitClass.Cold ? Math.Clamp(record.BilledDuration - record.Duration, 0, record.InitDuration) : 0,
            MemorySizeBytes = record.MemorySizeBytes > 0 ? record.MemorySizeBytes : source.MemorySizeBytes,
            MemoryUsedBytes = record.MemoryUsedBytes,
        };
        if (isFailed && _failed.Count < MostRemembered)
        {
            _failed[record.RequestId] = piece;
        }
        return piece;
    }

    private InvocationPiece? Initialisation(LambdaRecord record)
    {
        var initClass = LambdaInit.Of(record);
        if (initClass == InitClass.Suppressed && _current.Length > 0)
        {
            return Of(record, PieceSource.Platform) with
            {
                InvocationId = _current,
                StartUnixNanoseconds = _currentStart,
                InitClass = initClass,
                InitDurationNanoseconds = record.Duration,
            };
        }
        var isStart = record.Type == LambdaRecord.InitStart;
        if (record.Type == LambdaRecord.InitRuntimeDone)
        {
            // The report says the same and how long it took.
            return null;
        }
        return Of(record, PieceSource.Initialisation) with
        {
            StartUnixNanoseconds = record.TimeUnixNanoseconds - record.Duration,
            EndUnixNanoseconds = isStart ? 0 : record.TimeUnixNanoseconds,
            // Whether one on demand was made ahead is known by its end only.
            InitClass = isStart && initClass == InitClass.Cold ? InitClass.FirstOfInstance : initClass,
            InitDurationNanoseconds = record.Duration,
            Outcome = record.Status switch
            {
                "timeout" => InvocationOutcome.Timeout,
                "failure" or "error" => InvocationOutcome.Error,
                _ => InvocationOutcome.Running,
            },
        };
    }

    private InvocationPiece Of(LambdaRecord record, PieceSource pieceSource) => new()
    {
        Source = pieceSource,
        Function = source.Function,
        Version = record.Version.Length > 0 ? record.Version : source.Version,
        Instance = source.Instance,
        Architecture = source.Architecture,
        Platform = source.Platform,
        StartUnixNanoseconds = record.TimeUnixNanoseconds,
        InitClass = InitClass.FirstOfInstance,
        MemorySizeBytes = source.MemorySizeBytes,
    };
}

using Observe.Functions.Invocations;
using Observe.Functions.Lambda;

namespace Observe.Functions.Tests.Lambda;

public sealed class LambdaStreamTests
{
    private const long Millisecond = 1_000_000;
    private const long Second = 1_000 * Millisecond;
    private const long Megabyte = 1_048_576;
    private const string Trace = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=";

    private static readonly LambdaSource Source = new()
    {
        Function = new FunctionIdentity("aws", "1", "eu-central-1", "", "checkout"),
        Version = "42",
        Instance = "i-1",
        Platform = "aws_lambda",
    };

    private readonly LambdaStream _stream = new(Source);

    [Fact]
    public void Read_Start_IsAPieceWithoutEnd()
    {
        var piece = Read(LambdaRecord.Start, 5 * Second, ("requestId", "id-1"), ("version", "43"), ("tracing.value", Trace + "1"), ("tracing.spanId", "54565fb41ac79632"))!;

        Assert.Equal(
            (PieceSource.Platform, "id-1", "i-1", "43", InvocationOutcome.Running, 5 * Second, 0L),
            (piece.Source, piece.InvocationId, piece.Instance, piece.Version, piece.Outcome, piece.StartUnixNanoseconds, piece.EndUnixNanoseconds));
        Assert.Equal(("5759e988bd862e3fe1be46a994272793", "54565fb41ac79632"), (piece.TraceId, piece.SpanId));
    }

    [Fact]
    public void Read_TraceThatNobodyRecorded_IsLeftOut()
    {
        var piece = Read(LambdaRecord.Start, Second, ("requestId", "id-1"), ("tracing.value", Trace + "0"), ("tracing.spanId", "54565fb41ac79632"))!;

        Assert.Equal(("", ""), (piece.TraceId, piece.SpanId));
    }

    [Fact]
    public void Read_ReportOfAColdStart_HasItsBillAndItsMemory()
    {
        var piece = Report(10 * Second, "success", "", ("metrics.durationMs", "101.25"), ("metrics.billedDurationMs", "352"),
            ("metrics.initDurationMs", "250.5"), ("metrics.memorySizeMB", "512"), ("metrics.maxMemoryUsedMB", "73"));

        Assert.Equal((InvocationOutcome.Ok, InitClass.Cold, ""), (piece.Outcome, piece.InitClass, piece.Cause));
        Assert.Equal((10 * Second - 101_250_000, 10 * Second), (piece.StartUnixNanoseconds, piece.EndUnixNanoseconds));
        Assert.Equal((352 * Millisecond, 250_500_000L, 250_500_000L), (piece.BilledNanoseconds, piece.BilledInitNanoseconds, piece.InitDurationNanoseconds));
        Assert.Equal((512 * Megabyte, 73 * Megabyte), (piece.MemorySizeBytes, piece.MemoryUsedBytes));
    }

    [Theory]
    [InlineData("success", "", "73", InvocationOutcome.Ok)]
    [InlineData("success", "", "512", InvocationOutcome.Ok)]
    [InlineData("failure", "", "73", InvocationOutcome.Error)]
    [InlineData("failure", "Function.SomeError", "73", InvocationOutcome.Error)]
    [InlineData("timeout", "", "73", InvocationOutcome.Timeout)]
    [InlineData("error", "Sandbox.Timedout", "73", InvocationOutcome.Timeout)]
    [InlineData("error", "Runtime.ExitError", "73", InvocationOutcome.Crash)]
    [InlineData("error", "", "73", InvocationOutcome.Crash)]
    [InlineData("error", "Runtime.ExitError", "512", InvocationOutcome.OutOfMemory)]
    [InlineData("failure", "Runtime.OutOfMemory", "73", InvocationOutcome.OutOfMemory)]
    [InlineData("", "", "73", InvocationOutcome.Ok)]
    public void Read_Report_TellsHowItEnded(string status, string errorType, string used, InvocationOutcome expected)
    {
        var piece = Report(Second, status, errorType, ("metrics.memorySizeMB", "512"), ("metrics.maxMemoryUsedMB", used));

        Assert.Equal(expected, piece.Outcome);
        Assert.Equal(expected == InvocationOutcome.Ok ? "" : errorType.Length > 0 ? errorType : status, piece.Cause);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void ReadLine_RuntimeThatRanOutOfMemory_SaysSoInEitherOrder(bool lineFirst)
    {
        const string Line = "<--- Last few GCs ---> FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory";
        Read(LambdaRecord.Start, Second, ("requestId", "id-1"));
        var first = lineFirst ? _stream.ReadLine(Line, "") : null;
        var report = Report(2 * Second, "error", "Runtime.ExitError");
        var last = lineFirst ? null : _stream.ReadLine(Line, "id-1");

        Assert.Null(first);
        Assert.Equal(InvocationOutcome.OutOfMemory, (last ?? report).Outcome);
        Assert.Equal("id-1", (last ?? report).InvocationId);
    }

    [Fact]
    public void ReadLine_OrdinaryLineOrSuccess_SaysNothing()
    {
        Read(LambdaRecord.Start, Second, ("requestId", "id-1"));
        Assert.Null(_stream.ReadLine("took an order", ""));
        Assert.Null(_stream.ReadLine("caught OutOfMemoryException, went on", ""));

        Assert.Equal(InvocationOutcome.Ok, Report(2 * Second, "success", "").Outcome);
    }

    /// <summary>The classes in the order of the decision; the two that need other pieces are decided where these are read.</summary>
    [Theory]
    [InlineData("lambda-managed-instances", "invoke", InitClass.ManagedInstance)]
    [InlineData("on-demand", "invoke", InitClass.Suppressed)]
    [InlineData("provisioned-concurrency", "invoke", InitClass.Suppressed)]
    [InlineData("snap-start", "init", InitClass.SnapStart)]
    [InlineData("provisioned-concurrency", "init", InitClass.Provisioned)]
    [InlineData("on-demand", "init", InitClass.Cold)]
    public void Read_InitReport_ClaimsItsClass(string type, string phase, InitClass expected)
    {
        var piece = Read(LambdaRecord.InitReport, 2 * Second, ("initializationType", type), ("phase", phase), ("metrics.durationMs", "500"))!;

        Assert.Equal((PieceSource.Initialisation, expected, 500 * Millisecond), (piece.Source, piece.InitClass, piece.InitDurationNanoseconds));
        Assert.Equal((2 * Second - (500 * Millisecond), 2 * Second), (piece.StartUnixNanoseconds, piece.EndUnixNanoseconds));
    }

    [Fact]
    public void Read_InitRepeatedWithinAKnownRequest_BelongsToIt()
    {
        Read(LambdaRecord.Start, Second, ("requestId", "id-1"));

        var piece = Read(LambdaRecord.InitReport, 4 * Second, ("initializationType", "on-demand"), ("phase", "invoke"), ("metrics.durationMs", "2500"))!;

        Assert.Equal((PieceSource.Platform, "id-1", InitClass.Suppressed, Second), (piece.Source, piece.InvocationId, piece.InitClass, piece.StartUnixNanoseconds));
    }

    [Fact]
    public void Read_Restore_IsSnapStart()
    {
        Assert.Equal(InitClass.SnapStart, Read(LambdaRecord.RestoreReport, Second, ("status", "success"), ("metrics.durationMs", "120"))!.InitClass);
        var report = Report(2 * Second, "success", "", ("metrics.restoreDurationMs", "120"));
        Assert.Equal((InitClass.SnapStart, 120 * Millisecond), (report.InitClass, report.InitDurationNanoseconds));
    }

    [Fact]
    public void Read_LogsDropped_CountsThem() =>
        Assert.Equal(40, Read(LambdaRecord.LogsDropped, Second, ("droppedRecords", "40"), ("reason", "too slow"))!.DroppedRecords);

    [Theory]
    [InlineData("metrics.durationMs", "-1")]
    [InlineData("metrics.durationMs", "NaN")]
    [InlineData("metrics.durationMs", "1e300")]
    [InlineData("metrics.maxMemoryUsedMB", "1e300")]
    public void Read_WildFigure_IsLeftOut(string field, string value)
    {
        var piece = Report(Second, "success", "", (field, value));

        Assert.Equal((Second, 0L), (piece.StartUnixNanoseconds, piece.MemoryUsedBytes));
    }

    [Fact]
    public void Fields_ReportLine_AreThoseOfTheRecord()
    {
        var record = LambdaRecord.Read(LambdaRecord.Report, Second, LambdaReportText.Fields(
            "REPORT RequestId: 6f7f0961 Duration: 12.34 ms Billed Duration: 263 ms Memory Size: 128 MB Max Memory Used: 64 MB Init Duration: 250.00 ms"));

        Assert.Equal(
            ("6f7f0961", 12_340_000L, 263 * Millisecond, 128 * Megabyte, 64 * Megabyte, 250 * Millisecond),
            (record.RequestId, record.Duration, record.BilledDuration, record.MemorySizeBytes, record.MemoryUsedBytes, record.InitDuration));
    }

    [Fact]
    public void Fields_LineOfTheLogStream_HasTabsAndAStatus()
    {
        var record = LambdaRecord.Read(LambdaRecord.Report, Second, LambdaReportText.Fields(
            "REPORT RequestId: a\tDuration: 3000.00 ms\tBilled Duration: 3000 ms\tMemory Size: 128 MB\tMax Memory Used: 30 MB\tStatus: timeout"));

        Assert.Equal((3 * Second, "timeout"), (record.Duration, record.Status));
    }

    [Fact]
    public void Fields_InitLine_AreThoseOfTheRecord()
    {
        var record = LambdaRecord.Read(LambdaRecord.InitReport, Second, LambdaReportText.Fields(
            "INIT_REPORT Initialization Type: provisioned-concurrency Phase: init Status: success Duration: 500.80 ms"));

        Assert.Equal(("provisioned-concurrency", "init", "success", 500_800_000L), (record.InitializationType, record.Phase, record.Status, record.Duration));
    }

    private InvocationPiece Report(long at, string status, string errorType, params (string, string)[] more) =>
        Read(LambdaRecord.Report, at, [("requestId", "id-1"), ("status", status), ("errorType", errorType), .. more])!;

    private InvocationPiece? Read(string type, long at, params (string Path, string Value)[] fields) => _stream.Read(LambdaRecord.Read(
        type, at, path => Array.Find(fields, field => field.Path == path).Value is { } value ? value : null));
}

using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;

namespace Observe.Functions.Tests.Normalisation;

public sealed class InvocationNormaliserTests
{
    private static readonly Dictionary<string, string> LambdaResource = new()
    {
        ["service.name"] = "shop",
        ["cloud.provider"] = "aws",
        ["cloud.account.id"] = "123",
        ["cloud.region"] = "eu-central-1",
        ["deployment.environment.name"] = "prod",
        ["faas.name"] = "checkout",
        ["faas.version"] = "42",
        ["faas.instance"] = "i-1",
        ["faas.max_memory"] = "512",
    };

    [Fact]
    public void FromSpan_FullFunctionSpan_FillsThePiece()
    {
        var span = Span(
            new() { ["faas.invocation_id"] = "id-1", ["faas.trigger"] = "http", ["faas.coldstart"] = "true", ["faas.init_duration"] = "0.25" },
            LambdaResource);

        var piece = InvocationNormaliser.FromSpan(span with { TraceState = "ot=th:c" })!;

        Assert.Equal(new FunctionIdentity("aws", "123", "eu-central-1", "prod", "checkout"), piece.Function);
        Assert.Equal(
            (PieceSource.Span, "id-1", "http", "42", "i-1"),
            (piece.Source, piece.InvocationId, piece.Trigger, piece.Version, piece.Instance));
        Assert.Equal((InitClass.UnknownCold, 250_000_000L), (piece.InitClass, piece.InitDurationNanoseconds));
        Assert.Equal((512L * 1_048_576, InvocationOutcome.Ok, 4.0), (piece.MemorySizeBytes, piece.Outcome, piece.AdjustedCount));
        Assert.Equal((10L, 20L), (piece.StartUnixNanoseconds, piece.EndUnixNanoseconds));
    }

    [Theory]
    [InlineData("faas.invocation_id", true, true)]
    [InlineData("faas.execution", true, true)]
    [InlineData("faas.trigger", true, true)]
    [InlineData("faas.name", true, true)]
    [InlineData("faas.invoked_name", true, false)]
    [InlineData("faas.invocation_id", false, false)]
    public void FromSpan_FaasAttribute_IsInvocationOnlyForEntryKinds(string key, bool entry, bool expected) =>
        Assert.Equal(expected, InvocationNormaliser.FromSpan(Span(new() { [key] = "x" }) with { IsEntryKind = entry }) is not null);

    [Theory]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void FromSpan_OnlyResourceIsFunction_InnerServerSpanIsNone(bool localParent, bool expected) =>
        Assert.Equal(expected, InvocationNormaliser.FromSpan(Span([], LambdaResource) with { HasLocalParent = localParent }) is not null);

    [Fact]
    public void FromSpan_PlainService_IsNone() =>
        Assert.Null(InvocationNormaliser.FromSpan(Span(new() { ["http.route"] = "/" }, new() { ["service.name"] = "web" })));

    [Fact]
    public void FromSpan_LegacyInvocationId_IsTheSame() =>
        Assert.Equal("id-9", InvocationNormaliser.FromSpan(Span(new() { ["faas.execution"] = "id-9" }))!.InvocationId);

    [Theory]
    [InlineData("provisioned-concurrency", InitClass.Provisioned)]
    [InlineData("snap-start", InitClass.SnapStart)]
    [InlineData("proactive", InitClass.Proactive)]
    [InlineData("on-demand", InitClass.Cold)]
    [InlineData("something-new", InitClass.UnknownCold)]
    public void FromSpan_InitType_DecidesTheClass(string type, InitClass expected)
    {
        var span = Span(new() { ["faas.name"] = "f", ["faas.coldstart"] = "true", ["observe.init_type"] = type });

        Assert.Equal(expected, InvocationNormaliser.FromSpan(span)!.InitClass);
    }

    [Theory]
    [InlineData("512", 536_870_912)]
    [InlineData("134217728", 134_217_728)]
    [InlineData("much", 0)]
    [InlineData("-1", 0)]
    public void FromSpan_MaxMemory_IsBytes(string text, long expected)
    {
        var span = Span(new() { ["faas.name"] = "f", ["faas.max_memory"] = text });

        Assert.Equal(expected, InvocationNormaliser.FromSpan(span)!.MemorySizeBytes);
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("NaN")]
    [InlineData("1e300")]
    [InlineData("soon")]
    public void FromSpan_InitDurationThatIsNone_IsZero(string text)
    {
        var span = Span(new() { ["faas.name"] = "f", ["faas.init_duration"] = text });

        Assert.Equal(0, InvocationNormaliser.FromSpan(span)!.InitDurationNanoseconds);
    }

    [Fact]
    public void FromStartRecord_WithoutInvocationId_IsNone() =>
        Assert.Null(InvocationNormaliser.FromStartRecord(_ => null, Lookup(LambdaResource), 1, "", ""));

    [Fact]
    public void FromStartRecord_WithDeadline_IsRunning()
    {
        var attributes = Lookup(new() { ["faas.invocation_id"] = "id-1", ["observe.deadline_unix_nano"] = "99" });

        var piece = InvocationNormaliser.FromStartRecord(attributes, Lookup(LambdaResource), 5, "t", "s")!;

        Assert.Equal(
            (PieceSource.Start, InvocationOutcome.Running, 5L, 0L, 99L),
            (piece.Source, piece.Outcome, piece.StartUnixNanoseconds, piece.EndUnixNanoseconds, piece.DeadlineUnixNanoseconds));
    }

    private static AttributeLookup Lookup(Dictionary<string, string> values) => key => values.GetValueOrDefault(key);

    private static SpanFacts Span(Dictionary<string, string> attributes, Dictionary<string, string>? resource = null) => new()
    {
        Attribute = Lookup(attributes),
        Resource = Lookup(resource ?? []),
        IsEntryKind = true,
        TraceId = "t",
        SpanId = "s",
        StartUnixNanoseconds = 10,
        EndUnixNanoseconds = 20,
    };
}

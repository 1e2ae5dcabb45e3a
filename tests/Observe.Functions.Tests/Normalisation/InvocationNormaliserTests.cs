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

    [Theory]
    [InlineData("faas.trigger", false)]
    [InlineData("faas.invocation_id", true)]
    [InlineData("faas.coldstart", true)]
    public void FromSpan_BelowAnotherOfItsProcess_IsOneOnlyWhenItSaysMoreThanItsTrigger(string key, bool expected)
    {
        var batch = Span(new() { [key] = "pubsub", ["messaging.operation.type"] = "process" }, LambdaResource) with { HasLocalParent = true };

        Assert.Equal(expected, InvocationNormaliser.FromSpan(batch) is not null);
    }

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
    [InlineData("faas.coldstart", "false", InitClass.Warm)]
    [InlineData("faas.coldstart", "maybe", InitClass.FirstOfInstance)]
    [InlineData("faas.trigger", "http", InitClass.FirstOfInstance)]
    public void FromSpan_WithoutAClaim_MayBeTheFirstOfItsInstance(string key, string value, InitClass expected) =>
        Assert.Equal(expected, InvocationNormaliser.FromSpan(Span(new() { ["faas.name"] = "f", [key] = value }))!.InitClass);

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

    [Theory]
    [InlineData("cron", "timer")]
    [InlineData("queue", "pubsub")]
    [InlineData("email", "other")]
    [InlineData("Timer", "timer")]
    [InlineData("datasource", "datasource")]
    [InlineData("never heard of", "other")]
    public void FromSpan_Trigger_IsOneOfTheFiveWords(string raw, string expected) =>
        Assert.Equal(expected, InvocationNormaliser.FromSpan(Span(new() { ["faas.trigger"] = raw }))!.Trigger);

    [Theory]
    [InlineData("http.request.method", "GET", "http")]
    [InlineData("http.method", "GET", "http")]
    [InlineData("url.full", "https://shop.example/orders", "http")]
    [InlineData("messaging.system", "aws_sqs", "pubsub")]
    [InlineData("rpc.system", "grpc", "")]
    public void FromSpan_NoTrigger_IsToldByTheConventionThatTheSpanFollows(string key, string value, string expected) =>
        Assert.Equal(expected, InvocationNormaliser.FromSpan(Span(new() { [key] = value }, LambdaResource))!.Trigger);

    [Theory]
    [InlineData("azure_functions", "azure.functions")]
    [InlineData("azure_container_apps", "azure.container_apps")]
    [InlineData("aws_lambda", "aws_lambda")]
    [InlineData("gcp_cloud_run", "gcp_cloud_run")]
    public void FromSpan_Platform_HasItsPresentName(string raw, string expected)
    {
        var span = Span(new() { ["faas.name"] = "f" }, new() { ["cloud.platform"] = raw });

        Assert.Equal(expected, InvocationNormaliser.FromSpan(span)!.Platform);
    }

    [Fact]
    public void FromSpan_AzureWorker_IsAnInvocationOfItsApp()
    {
        var span = Span(
            new() { ["faas.invocation_id"] = "id-1", ["faas.name"] = "Resize", ["faas.instance"] = "w-1" },
            new() { ["cloud.platform"] = "azure_functions", ["service.name"] = "images" });

        var piece = InvocationNormaliser.FromSpan(span with { IsEntryKind = false, IsInternalKind = true, Name = "function Resize" })!;

        Assert.Equal(("azure", "images/Resize", "id-1", "w-1"), (piece.Function.Provider, piece.Function.Name, piece.InvocationId, piece.Instance));
    }

    [Theory]
    [InlineData("function Resize", "")]
    [InlineData("resize the image", "id-1")]
    public void FromSpan_OtherInnerSpan_IsNone(string name, string id)
    {
        var span = Span(new() { ["faas.invocation_id"] = id, ["faas.name"] = "Resize" }) with { IsEntryKind = false, IsInternalKind = true, Name = name };

        Assert.Null(InvocationNormaliser.FromSpan(span));
    }

    [Theory]
    [InlineData("init checkout")]
    [InlineData("platform.initRuntimeDone")]
    public void FromSpan_InitialisationOfTheLambdaExtension_IsNoInvocation(string name)
    {
        var span = Span(new() { ["faas.coldstart"] = "true" }, LambdaResource) with { IsEntryKind = false, IsInternalKind = true, Name = name };

        var piece = InvocationNormaliser.FromSpan(span)!;

        Assert.Equal(
            (PieceSource.Initialisation, "", "", InitClass.UnknownCold, 10L),
            (piece.Source, piece.InvocationId, piece.TraceId, piece.InitClass, piece.InitDurationNanoseconds));
    }

    [Theory]
    [InlineData("arn:aws:lambda:eu-central-1:123:function:checkout:live", "42", "42")]
    [InlineData("arn:aws:lambda:eu-central-1:123:function:checkout:live", null, "")]
    [InlineData("arn:aws:lambda:eu-central-1:123:function:checkout:7", null, "7")]
    [InlineData("arn:aws:lambda:eu-central-1:123:function:checkout", null, "")]
    public void FromSpan_ArnWithAlias_IsTheFunctionAtItsVersion(string arn, string? version, string expected)
    {
        var resource = new Dictionary<string, string> { ["cloud.resource_id"] = arn };
        if (version is not null)
        {
            resource["faas.version"] = version;
        }

        var piece = InvocationNormaliser.FromSpan(Span(new() { ["faas.trigger"] = "http" }, resource))!;

        Assert.Equal((new FunctionIdentity("aws", "123", "eu-central-1", "", "checkout"), expected), (piece.Function, piece.Version));
    }

    [Fact]
    public void FromSpan_StockLambdaSpan_HasItsAccountFromTheSpan()
    {
        var span = Span(
            new() { ["faas.execution"] = "id-1", ["faas.id"] = "arn:aws:lambda:eu-west-1:77:function:f:3", ["cloud.account.id"] = "77" },
            new() { ["cloud.provider"] = "aws", ["cloud.region"] = "eu-west-1", ["faas.name"] = "f" });

        Assert.Equal(new FunctionIdentity("aws", "77", "eu-west-1", "", "f"), InvocationNormaliser.FromSpan(span)!.Function);
    }

    [Fact]
    public void FromSpan_Failure_KeepsItsCause()
    {
        var span = Span(new() { ["faas.trigger"] = "http" }) with { IsError = true, ExceptionTypes = ["System.FormatException"] };

        Assert.Equal("System.FormatException", InvocationNormaliser.FromSpan(span)!.Cause);
        Assert.Equal("", InvocationNormaliser.FromSpan(span with { IsError = false })!.Cause);
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

using Observe.Functions.Advice;
using static Observe.Functions.Tests.Advice.SomeTrace;

namespace Observe.Functions.Tests.Advice;

public class SecretsInTelemetryTests
{
    [Fact]
    public void Of_NoneWasReplaced_IsNone() => Assert.Equal(ObservedSecrets.None, SecretsInTelemetry.Of([Invocation("f", "", 0, 10)]));

    [Fact]
    public void Of_SeveralAttributes_NamesTheOneWithMostAndTheNewestTraces()
    {
        var found = SecretsInTelemetry.Of(
        [
            .. Enumerable.Range(1, 5).SelectMany(i => new[]
            {
                Invocation("f", "", i * 100, (i * 100) + 50, trace: $"t-{i}") with { RedactedAttribute = i == 1 ? "http.url" : "" },
                Inner("s", "f", i * 100, (i * 100) + 10, trace: $"t-{i}") with { RedactedAttribute = "db.query.text" },
            }),
        ]);

        Assert.Equal(("db.query.text", 6), (found.Attribute, found.Spans));
        Assert.Equal(["t-5", "t-4", "t-3"], found.TraceIds);
    }

    [Fact]
    public void Of_AnotherServiceInTheTrace_IsNotTheFunctions() => Assert.Equal(
        ObservedSecrets.None,
        SecretsInTelemetry.Of([Invocation("f", "", 0, 10), Inner("s", "f", 1, 2, service: "bank") with { RedactedAttribute = "account" }]));
}

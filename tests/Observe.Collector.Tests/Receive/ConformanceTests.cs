using Observe.Collector.Tests.Fakes;
using Observe.Conformance;
using Xunit.Abstractions;

namespace Observe.Collector.Tests.Receive;

/// <summary>The conformance suite, which asks any OTLP server, asks this one.</summary>
public sealed class ConformanceTests(ITestOutputHelper output)
{
    private const string Origin = "https://shop.example";

    [Fact]
    public async Task Collector_EveryCheck_HasNoFailure()
    {
        await using var collector = await RunningCollector.StartAsync(new Dictionary<string, string?>
        {
            ["Observe:Collector:IngestKey"] = "secret",
            ["Observe:Collector:AllowedOrigins:0"] = Origin,
        });
        using var target = new ConformanceTarget(new ConformanceOptions
        {
            Grpc = collector.Grpc,
            Http = collector.Http,
            Key = "secret",
            Origin = Origin,
        });

        var outcomes = await ConformanceSuite.RunAsync(target, outcome => output.WriteLine(outcome.ToString()), CancellationToken.None);

        output.WriteLine(ConformanceSuite.Summary(outcomes));
        Assert.True(outcomes.Count > 150);
        Assert.Empty(outcomes.Where(outcome => outcome.Verdict == Verdict.Fail).Select(outcome => outcome.ToString()));
        Assert.All(outcomes.Where(outcome => outcome.Verdict == Verdict.Skip), outcome => Assert.StartsWith("overload.", outcome.Check.Name, StringComparison.Ordinal));
    }
}

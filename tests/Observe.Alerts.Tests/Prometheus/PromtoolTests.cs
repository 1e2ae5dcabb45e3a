using System.Globalization;
using CsCheck;
using Xunit.Abstractions;

namespace Observe.Alerts.Tests.Prometheus;

/// <summary>
/// Our state machine against Prometheus' own, on random rules over random series. OBSERVE_PROMTOOL_CASES sets how many (1,200), OBSERVE_PROMTOOL_SEED
/// which. What is meant to differ is in docs/alerts.md.
/// </summary>
public sealed class PromtoolTests(ITestOutputHelper output)
{
    private const int CasesARun = 400;

    // Prometheus looks back five minutes for a value: the evaluation before must be younger for a recovery threshold to be expressed.
    private static readonly TimeSpan[] Intervals = [TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(1), TimeSpan.FromMinutes(2)];

    [PromtoolFact]
    public async Task Advance_RandomRulesAndSeries_IsInThePrometheusState()
    {
        var count = (int)Setting("OBSERVE_PROMTOOL_CASES", 1_200);
        var pcg = new PCG(1, (ulong)Setting("OBSERVE_PROMTOOL_SEED", Environment.TickCount));
        output.WriteLine($"{count} cases, OBSERVE_PROMTOOL_SEED={pcg.Seed}");
        var fired = 0;
        for (var done = 0; done < count; done += CasesARun)
        {
            var interval = Intervals[done / CasesARun % Intervals.Length];
            var cases = Enumerable.Range(done, Math.Min(CasesARun, count - done))
                .Select(number => RuleCase.Random(number, interval).Generate(pcg, null, out _)).ToList();
            fired += cases.Count(item => item.Run().Any(instance => instance.IsOpen));
            if (await Promtool.DifferencesAsync(cases) is { Length: > 0 } differences)
            {
                Assert.Fail(await FirstDifferenceAsync(cases) ?? differences);
            }
        }
        Assert.InRange(fired, count / 4, count);
    }

    /// <summary>By halves, so that one rule, its series and what promtool says of them stand alone.</summary>
    private static async Task<string?> FirstDifferenceAsync(List<RuleCase> cases)
    {
        while (cases.Count > 1)
        {
            var half = cases.Take(cases.Count / 2).ToList();
            cases = (await Promtool.DifferencesAsync(half)).Length > 0 ? half : [.. cases.Skip(half.Count)];
        }
        return await Promtool.DifferencesAsync(cases) is { Length: > 0 } differences ? $"{cases[0]}\n{differences}" : null;
    }

    private static long Setting(string name, long standard) =>
        long.TryParse(Environment.GetEnvironmentVariable(name), NumberStyles.Integer, CultureInfo.InvariantCulture, out var value) ? value : standard;
}

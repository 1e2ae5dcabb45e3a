using System.Globalization;
using CsCheck;
using Observe.Alerts.Evaluate;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Prometheus;

/// <summary>One rule over one series: an observation an evaluation, where null is an evaluation that finds nothing.</summary>
internal sealed record RuleCase(int Number, AlertRule Rule, double?[] Series)
{
    private static readonly double[] Unusual = [double.NaN, double.PositiveInfinity, double.NegativeInfinity, 1e300, 4.000000000000001];

    // Values that meet the thresholds exactly are frequent, and so are runs, without which nothing waits for long.
    private static readonly Gen<double?> Seen = Gen.Frequency(
        (6, Gen.Int[-1, 9].Select(value => (double?)value)),
        (2, Gen.Const((double?)null)),
        (1, Gen.Int[0, Unusual.Length - 1].Select(i => (double?)Unusual[i])));

    private static readonly Gen<double?[]> Runs =
        from runs in Gen.Select(Seen, Gen.Frequency((3, Gen.Int[1, 2]), (1, Gen.Int[3, 8]))).Array[Evaluations]
        select runs.SelectMany(run => Enumerable.Repeat(run.Item1, run.Item2)).Take(Evaluations).ToArray();

    public const int Evaluations = 40;

    public static Gen<RuleCase> Random(int number, TimeSpan interval) =>
        from threshold in Gen.Int[0, 8]
        from recovery in Gen.Frequency((1, Gen.Const((int?)null)), (1, Gen.Int[0, threshold].Select(value => (int?)value)))
        from hold in Wait
        from keep in Wait
        from series in Runs
        select new RuleCase(
            number,
            Some.Rule with
            {
                Threshold = threshold,
                RecoveryThreshold = recovery,
                Interval = interval,
                For = interval * hold,
                KeepFiringFor = interval * keep,
                NoData = NoDataPolicy.Resolve,
            },
            series);

    // In intervals: none, whole ones, and such that end between two evaluations.
    private static Gen<double> Wait => Gen.Frequency(
        (1, Gen.Const(0.0)), (2, Gen.Int[1, 6].Select(n => (double)n)), (1, Gen.Int[1, 20].Select(n => n / 4.0)));

    /// <summary>What our state machine says after each evaluation.</summary>
    public IReadOnlyList<AlertInstance> Run()
    {
        var instances = new List<AlertInstance>();
        var instance = AlertInstance.New;
        foreach (var (value, i) in Series.Select((value, i) => (value, i)))
        {
            var at = DateTimeOffset.UnixEpoch + Rule.Interval * i;
            var observation = value is { } seen
                ? new Observation(at, ObservationKind.Value, seen, default, [])
                : new Observation(at, ObservationKind.NoData, 0, default, []);
            instance = AlertStateMachine.Advance(Rule, instance, observation).Next;
            instances.Add(instance);
        }
        return instances;
    }

    public override string ToString() =>
        $"fires above {Rule.Threshold}, recovers at {Rule.RecoversAt}, interval {Rule.Interval}, for {Rule.For}, keep firing for {Rule.KeepFiringFor}; "
        + string.Join(", ", Series.Zip(Run(), (value, instance) =>
            $"{value?.ToString(CultureInfo.InvariantCulture) ?? "none"} {instance.State}"));
}

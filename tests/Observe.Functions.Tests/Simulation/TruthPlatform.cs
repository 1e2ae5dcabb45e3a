using Observe.Functions.Invocations;
using Observe.Functions.Simulation;

namespace Observe.Functions.Tests.Simulation;

/// <summary>
/// A platform by brute force, to compare with: it looks at every environment for every request, draws its own times, and writes
/// down the history as telemetry would tell it. Seconds throughout.
/// </summary>
internal sealed class TruthPlatform(Random random)
{
    /// <summary>The keep-alive of a new environment.</summary>
    public Func<double> KeepAlive { get; init; } = () => 600;

    /// <summary>How long a new environment lives at the most; at work it is not killed.</summary>
    public Func<double> Life { get; init; } = () => double.PositiveInfinity;

    public int Provisioned { get; init; }

    /// <summary>What is deployed at a moment: an environment serves the version that it was started with.</summary>
    public Func<double, string> Version { get; init; } = _ => "";

    /// <summary>The provisioned ones are ready from the beginning.</summary>
    public List<PastInvocation> Serve(IEnumerable<(double Arrival, double Duration)> requests)
    {
        var environments = Enumerable.Range(0, Provisioned)
            .Select(_ => new Instance { KeepAlive = double.PositiveInfinity, DiesAt = double.PositiveInfinity, IsProvisioned = true })
            .ToList();
        var history = new List<PastInvocation>();
        foreach (var (arrival, duration) in requests.OrderBy(request => request.Arrival))
        {
            environments.RemoveAll(e => e.FreeAt <= arrival && (arrival - e.FreeAt >= e.KeepAlive || arrival >= e.DiesAt));
            var instance = environments
                .Where(e => e.FreeAt <= arrival && (e.IsProvisioned || e.Version == Version(arrival)))
                .OrderByDescending(e => e.IsProvisioned).ThenByDescending(e => e.FreeAt)
                .FirstOrDefault();
            var init = instance is null ? LogNormal(1.2, 0.4) : 0;
            if (instance is null)
            {
                instance = new Instance { KeepAlive = KeepAlive(), DiesAt = arrival + Life(), Version = Version(arrival) };
                environments.Add(instance);
            }
            var start = arrival + init;
            instance.FreeAt = start + duration;
            history.Add(new PastInvocation(
                At(start), At(instance.FreeAt), (long)(init * 1e9), init > 0 ? InitClass.Cold : InitClass.Warm, InvocationOutcome.Ok, Version(arrival)));
        }
        return history;
    }

    private static long At(double seconds) => SomePast.Begin + (long)(seconds * 1e9);

    private double LogNormal(double median, double sigma) =>
        median * Math.Exp(sigma * Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble()));

    private sealed class Instance
    {
        public required double KeepAlive { get; init; }
        public required double DiesAt { get; init; }
        public bool IsProvisioned { get; init; }
        public string Version { get; init; } = "";
        public double FreeAt { get; set; } = double.NegativeInfinity;
    }
}

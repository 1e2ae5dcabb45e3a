using System.Globalization;
using Observe.Functions.Cost;

namespace Observe.Functions.Simulation;

/// <summary>Answers what another setting would have meant for a function's own past, if the model reproduces that past.</summary>
public sealed class WhatIfSimulator(CostCalculator costs)
{
    /// <summary>A curve has at most so many points more than its first.</summary>
    private const int CurvePoints = 40;

    private const double BytesPerGibibyte = 1_073_741_824;
    private const double NanosecondsPerSecond = 1e9;

    // Draws of the one run that is shown; the fit says how far apart runs are.
    private const int ShownSeed = 0;

    private static readonly int[] KeepAliveMinutes = [1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60];

    public WhatIfResult Answer(InvocationHistory history, WhatIfQuestion question, CancellationToken cancellationToken = default)
    {
        var result = new WhatIfResult
        {
            Window = history.Window,
            Started = history.Started,
            Replayed = history.Invocations.LongCount(invocation => history.Window.Contains(invocation.ArrivalUnixNanoseconds)),
        };
        if (result.Replayed == 0)
        {
            return result with { Refusal = NothingToReplay(history) };
        }
        if (history.IsSampled)
        {
            return result with
            {
                Refusal = new(
                    WhatIfRefusalKind.Sampled,
                    "The function's telemetry is sampled: when the other requests came and how many ran at once is not known."),
            };
        }
        var usual = PlatformDefaults.Of(history.Function.Provider, history.Platform);
        var now = usual with
        {
            KeepAlive = question.KeepAliveNow ?? usual.KeepAlive,
            Provisioned = question.ProvisionedNow ?? 0,
            ConcurrencyLimit = question.ConcurrencyLimit,
            ScaleBurst = question.ScaleRate ?? usual.ScaleBurst,
            RequestsPerInstance = question.RequestsPerInstance ?? usual.RequestsPerInstance,
        };
        var fit = FitProof.Prove(history.Invocations, now, question.KeepAliveNow is not null, history.Window, cancellationToken: cancellationToken);
        return fit.Fits
            ? result with { Fit = fit, Figures = Figures(history, question, fit.Settings, cancellationToken) }
            : result with { Fit = fit, Refusal = new(WhatIfRefusalKind.NoFit, WhyNot(fit)) };
    }

    private static WhatIfRefusal NothingToReplay(InvocationHistory history) => history switch
    {
        { Started: 0 } => new(WhatIfRefusalKind.NoInvocations, "No invocation of the function started in this time."),
        { Invocations.Count: 0 } => new(WhatIfRefusalKind.Unread, "The invocations could not be read within the limits. A shorter range may be."),
        _ => new(WhatIfRefusalKind.TooNew, "Too little is known of the function: all of it only fills the platform that is replayed."),
    };

    private static string WhyNot(ModelFit fit)
    {
        var (cold, peak) = (fit.ColdStarts, fit.PeakConcurrency);
        return !cold.IsWithin ? Invariant($"Replayed, it has {cold.Model:0.#} cold starts where {cold.Observed:0} were observed.")
            : !peak.IsWithin ? Invariant($"Replayed, at most {peak.Model:0.#} run at once where {peak.Observed:0} were observed.")
            : Invariant($"Replayed, it has as many cold starts, but only {fit.Agreement:0 %} of them at the same times.");

        static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
    }

    private WhatIfFigures Figures(
        InvocationHistory history, WhatIfQuestion question, PlatformSettings settings, CancellationToken cancellationToken)
    {
        var workload = Workload.Of(history.Invocations);
        var kind = Kind(history);
        var billing = costs.Book.FunctionPlan(kind.Provider, kind.Plan, out _)?.Billing;
        var asIs = Run(settings);
        var now = Of(settings, asIs);
        var enough = InstancesFor(workload.PeakWithoutWaits(history.Window), settings.RequestsPerInstance);
        return new WhatIfFigures
        {
            Now = now,
            Then = Plan(
                settings with
                {
                    KeepAlive = question.KeepAlive ?? settings.KeepAlive,
                    Provisioned = question.Provisioned ?? settings.Provisioned,
                }),
            ByProvisioned = [.. Steps(Math.Max(enough, settings.Provisioned)).Select(count => Plan(settings with { Provisioned = count }))],
            ByKeepAlive = [.. KeepAliveMinutes.Select(minutes => Plan(settings with { KeepAlive = TimeSpan.FromMinutes(minutes) }))],
            Container = Container(kind, question.Container, now),
        };

        SimulatedPlan Plan(PlatformSettings with)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Of(with, Run(with));
        }

        SimulatedPlan Of(PlatformSettings with, SimulationResult run)
        {
            var idle = (run.OnDemand.IdleNanoseconds + run.Provisioned.IdleNanoseconds) / NanosecondsPerSecond;
            return new SimulatedPlan(
                // Some sixty plans are kept as long as somebody looks at them: not with all of their cold starts.
                with, run with { ColdArrivals = [] }, SimulatedCost.Monthly(costs, kind, with, run), idle * (history.MemoryBytes / BytesPerGibibyte), NotIn(asIs.ColdArrivals, run.ColdArrivals));
        }

        SimulationResult Run(PlatformSettings with) => PlatformSimulator.Run(workload, with, history.Window, ShownSeed, billing);
    }

    /// <summary>How many of some times, in order, are not among others.</summary>
    private static int NotIn(IReadOnlyList<long> others, IReadOnlyList<long> times)
    {
        var (at, found) = (0, 0);
        foreach (var time in times)
        {
            while (at < others.Count && others[at] < time)
            {
                at++;
            }
            if (at < others.Count && others[at] == time)
            {
                (at, found) = (at + 1, found + 1);
            }
        }
        return times.Count - found;
    }

    /// <summary>0 to the most, each once, evenly apart when there are too many.</summary>
    private static IEnumerable<int> Steps(int most)
    {
        var points = Math.Min(most, CurvePoints);
        return points == 0 ? [0] : Enumerable.Range(0, points + 1).Select(i => (int)Math.Round((double)most * i / points));
    }

    private static int InstancesFor(int requests, int perInstance) => (requests + perInstance - 1) / perInstance;

    private static BilledUsage Kind(InvocationHistory history) => new()
    {
        Provider = history.Function.Provider,
        Plan = history.Platform,
        Region = history.Function.Region,
        Architecture = history.Architecture,
        MemoryBytes = history.MemoryBytes,
    };

    private ContainerAlternative Container(BilledUsage function, ContainerQuestion asked, SimulatedPlan now)
    {
        var perInvocation = SimulatedCost.PerInvocation(costs, function, now.Result);
        var peak = now.Result.PeakConcurrency;
        var prices = new BreakEven(costs);
        var kind = prices.ContainerFor(function, asked.MemoryBytes, asked.Vcpus);
        var breakEven = kind is null || perInvocation is null ? null : prices.Containers(perInvocation, kind, peak, asked.RequestsPerInstance);
        var needed = InstancesFor(peak, asked.RequestsPerInstance);
        var instances = asked.Instances ?? Math.Max(1, needed);
        return new ContainerAlternative(
            kind?.Plan ?? "", kind?.Vcpus ?? asked.Vcpus ?? 0, kind?.MemoryBytes ?? asked.MemoryBytes ?? function.MemoryBytes, asked.RequestsPerInstance, instances, instances >= needed,
            breakEven is null ? null : breakEven.MonthlyUsd / breakEven.Instances * instances,
            now.Result.Served * SimulatedCost.MonthlyFactor(now.Result.Window), breakEven);
    }
}

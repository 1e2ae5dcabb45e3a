using Observe.Functions.Cost;
using Observe.Functions.Invocations;

namespace Observe.Functions.Simulation;

/// <summary>
/// Replays a workload on a simulated platform, event by event. A request takes a free provisioned environment, else a warm one of its
/// version, newest idle first, else it waits for a new one; at the limits of concurrency and scaling it is throttled, and not sent again.
/// The result depends on nothing but the arguments.
/// </summary>
public sealed class PlatformSimulator
{
    /// <summary>A platform starts provisioned environments of a new version before requests for it come: they are as good as of any.</summary>
    private const int AnyVersion = 0;

    private readonly Workload _workload;
    private readonly PlatformSettings _settings;
    private readonly SimulationWindow _window;
    private readonly BillingRule? _billing;
    private readonly int _seed;
    private readonly EnvironmentPool _provisioned;
    private readonly EnvironmentPool _onDemand;
    private readonly ScaleBucket _scale;
    private readonly SimulationTally _tally;

    /// <summary>Requests that are initialising or at work, by the time that they end.</summary>
    private readonly PriorityQueue<(SimulatedEnvironment Environment, bool Ends), long> _ends = new();

    /// <summary>Requests whose environment is still initialising, by the time that they begin.</summary>
    private readonly PriorityQueue<bool, long> _begins = new();

    private int _running;

    private PlatformSimulator(
        Workload workload, PlatformSettings settings, SimulationWindow window, int seed, BillingRule? billing, bool wantsQuantiles)
    {
        (_workload, _settings, _window, _seed, _billing) = (workload, settings, window, seed, billing);
        _provisioned = new EnvironmentPool(versions: 1, settings.RequestsPerInstance, keepAlive: null, billing, window);
        _onDemand = new EnvironmentPool(workload.VersionCount, settings.RequestsPerInstance, settings.KeepAliveNanoseconds, billing, window);
        _scale = new ScaleBucket(settings.ScaleBurst, settings.ScaleWindow);
        _tally = new SimulationTally(wantsQuantiles ? workload.Count : 0);
        _provisioned.AddIdle(settings.Provisioned, AnyVersion);
    }

    /// <param name="window">Only what happens in it is counted; arrivals before it fill the platform.</param>
    /// <param name="seed">Of the draws of initialisation times.</param>
    /// <param name="billing">How times are rounded on the bill; null for as they are.</param>
    /// <param name="wantsQuantiles">False leaves the quantiles of durations out, which take as long as the rest.</param>
    public static SimulationResult Run(
        Workload workload, PlatformSettings settings, SimulationWindow window, int seed,
        BillingRule? billing = null, bool wantsQuantiles = true)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.RequestsPerInstance, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.ScaleBurst, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(settings.Provisioned);
        ArgumentOutOfRangeException.ThrowIfLessThan(settings.KeepAlive, TimeSpan.Zero);
        return new PlatformSimulator(workload, settings, window, seed, billing, wantsQuantiles).Run();
    }

    private SimulationResult Run()
    {
        var arrivals = _workload.Arrivals;
        for (var i = 0; i < arrivals.Length && arrivals[i] < _window.ToUnixNanoseconds; i++)
        {
            Advance(arrivals[i]);
            Serve(i, arrivals[i]);
        }
        // Until just before its end: what begins there belongs to the next window.
        Advance(_window.ToUnixNanoseconds - 1);
        _tally.Run(_running, isCounted: true);
        _provisioned.Close();
        _onDemand.Close();
        return _tally.Result(_window, _provisioned, _onDemand);
    }

    private void Serve(int request, long now)
    {
        var environment = Route(request, now, out var isNew);
        var isCounted = _window.Contains(now);
        if (environment is null)
        {
            _tally.Throttle(isCounted);
            return;
        }
        var wait = environment.ReadyAt <= now ? 0 : environment.ReadyAt - now;
        var duration = _workload.Durations[request];
        _ends.Enqueue((environment, _workload.EndsEnvironment[request]), now + wait + duration);
        if (wait == 0)
        {
            Begin(now);
        }
        else
        {
            _begins.Enqueue(false, now + wait);
        }
        if (isCounted)
        {
            var isReady = environment.Pool == _provisioned;
            _tally.Serve(now, wait, duration, isNew, isReady, Bill(duration, isNew ? wait : 0, now));
            _onDemand.EndOverdue(now);
            _tally.See(_provisioned.Alive + _onDemand.Alive);
        }
    }

    private SimulatedEnvironment? Route(int request, long now, out bool isNew)
    {
        isNew = false;
        if (_ends.Count >= _settings.ConcurrencyLimit)
        {
            return null;
        }
        var version = _workload.Versions[request];
        if ((_provisioned.Take(now, AnyVersion) ?? _onDemand.Take(now, version)) is { } warm)
        {
            return warm;
        }
        if (!_scale.TryTake(now))
        {
            return null;
        }
        isNew = true;
        return _onDemand.Start(now, version, _workload.InitAround(request, InitDraw.Of(_seed, request)));
    }

    /// <summary>Everything that ends or begins until now, in order of time; ends before begins at equal times.</summary>
    private void Advance(long now)
    {
        while (true)
        {
            var ends = _ends.TryPeek(out _, out var end) && end <= now ? end : long.MaxValue;
            var begins = _begins.TryPeek(out _, out var begin) && begin <= now ? begin : long.MaxValue;
            if (ends == long.MaxValue && begins == long.MaxValue)
            {
                return;
            }
            if (begins < ends)
            {
                _begins.Dequeue();
                Begin(begins);
                continue;
            }
            var (environment, isLast) = _ends.Dequeue();
            // Until now so many ran, also those that began before the window.
            _tally.Run(_running, ends > _window.FromUnixNanoseconds);
            _running--;
            environment.Pool.Return(environment, ends, isLast);
        }
    }

    private void Begin(long now)
    {
        _running++;
        _tally.Run(_running, _window.Contains(now));
    }

    private BilledTime Bill(long duration, long init, long now)
    {
        if (_billing is null)
        {
            return new BilledTime(duration + init, init);
        }
        var day = DateOnly.FromDateTime(DateTime.UnixEpoch.AddTicks(now / TimeSpan.NanosecondsPerTick));
        return _billing.Bill(duration, init, init > 0 ? InitClass.Cold : InitClass.Warm, day);
    }
}

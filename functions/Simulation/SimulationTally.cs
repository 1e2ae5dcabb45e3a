using Observe.Functions.Cost;

namespace Observe.Functions.Simulation;

/// <summary>Counts what a simulated platform does within the window.</summary>
/// <param name="durations">Most durations to keep for their quantiles; 0 for none.</param>
internal sealed class SimulationTally(int durations)
{
    private readonly long[] _durations = new long[durations];
    private readonly List<long> _waits = [];
    private readonly List<long> _coldArrivals = [];
    private UsedTime _onDemand;
    private UsedTime _ready;
    private long _throttled;
    private long _waited;
    private int _peakConcurrency;
    private int _peakEnvironments;

    public void Throttle(bool isCounted) => _throttled += isCounted ? 1 : 0;

    /// <param name="wait">Nanoseconds until its environment was ready.</param>
    /// <param name="isReady">A provisioned environment served it.</param>
    public void Serve(long arrival, long wait, long duration, bool isCold, bool isReady, BilledTime billed)
    {
        if (_durations.Length > 0)
        {
            _durations[_onDemand.Invocations + _ready.Invocations] = wait + duration;
        }
        if (wait > 0)
        {
            _waits.Add(wait);
            _waited += wait;
        }
        if (isCold)
        {
            _coldArrivals.Add(arrival);
        }
        ref var used = ref isReady ? ref _ready : ref _onDemand;
        used = used with
        {
            Invocations = used.Invocations + 1,
            BilledNanoseconds = used.BilledNanoseconds + billed.Nanoseconds,
            BilledInitNanoseconds = used.BilledInitNanoseconds + billed.InitNanoseconds,
        };
    }

    /// <summary>So many requests run at once.</summary>
    public void Run(int running, bool isCounted) =>
        _peakConcurrency = isCounted && running > _peakConcurrency ? running : _peakConcurrency;

    /// <summary>So many environments exist.</summary>
    public void See(int environments) => _peakEnvironments = Math.Max(_peakEnvironments, environments);

    public SimulationResult Result(SimulationWindow window, EnvironmentPool ready, EnvironmentPool onDemand)
    {
        var served = _onDemand.Invocations + _ready.Invocations;
        var all = _durations.AsSpan(0, _durations.Length > 0 ? (int)served : 0);
        all.Sort();
        _waits.Sort();
        return new SimulationResult
        {
            Window = window,
            Served = served,
            Throttled = _throttled,
            ColdStarts = _coldArrivals.Count,
            ColdArrivals = _coldArrivals,
            WaitNanoseconds = _waited,
            Waits = Quantiles.OfRest(_waits, served),
            Durations = Quantiles.Of(all),
            PeakConcurrency = _peakConcurrency,
            PeakEnvironments = _peakEnvironments,
            OnDemand = _onDemand with { BusyNanoseconds = onDemand.BilledBusyNanoseconds, IdleNanoseconds = onDemand.IdleNanoseconds },
            Provisioned = _ready with { BusyNanoseconds = ready.BilledBusyNanoseconds, IdleNanoseconds = ready.IdleNanoseconds },
        };
    }
}

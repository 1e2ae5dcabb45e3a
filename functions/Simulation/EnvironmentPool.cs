using Observe.Functions.Cost;

namespace Observe.Functions.Simulation;

/// <summary>
/// Environments of one kind. A request goes to one of its version that is at work and has room, else to the one that was idle the shortest;
/// the ones that were idle for the keep-alive end. Each step takes constant time.
/// </summary>
/// <param name="versions">How many there are of the function.</param>
/// <param name="keepAlive">Nanoseconds; null for environments that never end.</param>
internal sealed class EnvironmentPool(int versions, int requestsPerInstance, long? keepAlive, BillingRule? billing, SimulationWindow window)
{
    /// <summary>Newest first, by the moment that they became idle.</summary>
    private readonly LinkedList<SimulatedEnvironment> _idle = [];

    /// <summary>The same, those of each version.</summary>
    private readonly LinkedList<SimulatedEnvironment>[] _idleOf = Lists(versions);

    /// <summary>Those of each version.</summary>
    private readonly LinkedList<SimulatedEnvironment>[] _withRoom = Lists(versions);

    public int Alive { get; private set; }

    /// <summary>Environment-nanoseconds without a request, within the window.</summary>
    public long IdleNanoseconds { get; private set; }

    /// <summary>Environment-nanoseconds with at least one request, as they are billed, of the periods that begin in the window.</summary>
    public long BilledBusyNanoseconds { get; private set; }

    /// <summary>Environments that are ready from the beginning.</summary>
    public void AddIdle(int count, int version)
    {
        for (var i = 0; i < count; i++)
        {
            BeIdle(new SimulatedEnvironment(this, version, readyAt: long.MinValue), window.FromUnixNanoseconds);
        }
        Alive += count;
    }

    /// <summary>One for a request at this moment; null when none is free.</summary>
    public SimulatedEnvironment? Take(long now, int version)
    {
        if (_withRoom[version].First is { } room)
        {
            _withRoom[version].RemoveFirst();
            Begin(room.Value, now);
            return room.Value;
        }
        EndOverdue(now);
        if (_idleOf[version].First is not { } idle)
        {
            return null;
        }
        _idleOf[version].RemoveFirst();
        _idle.Remove(idle.Value.IdleNode);
        IdleNanoseconds += window.Overlap(idle.Value.IdleSince, now);
        Begin(idle.Value, now);
        return idle.Value;
    }

    /// <summary>A new one, for a request that waits until it is ready.</summary>
    public SimulatedEnvironment Start(long now, int version, long initNanoseconds)
    {
        EndOverdue(now);
        Alive++;
        var environment = new SimulatedEnvironment(this, version, now + initNanoseconds);
        Begin(environment, now);
        return environment;
    }

    /// <summary>A request is done.</summary>
    public void Return(SimulatedEnvironment environment, long now, bool ends)
    {
        environment.Node.List?.Remove(environment.Node);
        // What is provisioned is replaced ahead of the next request.
        environment.IsEnding |= ends && keepAlive is not null;
        if (--environment.InFlight > 0)
        {
            Offer(environment);
            return;
        }
        if (window.Contains(environment.BusySince))
        {
            var busy = now - environment.BusySince;
            BilledBusyNanoseconds += billing?.Round(busy) ?? busy;
        }
        if (environment.IsEnding)
        {
            Alive--;
            return;
        }
        BeIdle(environment, now);
    }

    /// <summary>Those whose keep-alive is over by now are gone.</summary>
    public void EndOverdue(long now)
    {
        if (keepAlive is not { } limit)
        {
            return;
        }
        while (_idle.Last is { } oldest && now - oldest.Value.IdleSince >= limit)
        {
            _idle.RemoveLast();
            _idleOf[oldest.Value.Version].Remove(oldest.Value.Node);
            Alive--;
            IdleNanoseconds += window.Overlap(oldest.Value.IdleSince, oldest.Value.IdleSince + limit);
        }
    }

    /// <summary>Counts what is idle when the window closes.</summary>
    public void Close()
    {
        EndOverdue(window.ToUnixNanoseconds);
        foreach (var environment in _idle)
        {
            IdleNanoseconds += window.Overlap(environment.IdleSince, window.ToUnixNanoseconds);
        }
    }

    private void BeIdle(SimulatedEnvironment environment, long since)
    {
        environment.IdleSince = since;
        _idle.AddFirst(environment.IdleNode);
        _idleOf[environment.Version].AddFirst(environment.Node);
    }

    private void Begin(SimulatedEnvironment environment, long now)
    {
        if (environment.InFlight++ == 0)
        {
            environment.BusySince = now;
        }
        Offer(environment);
    }

    private void Offer(SimulatedEnvironment environment)
    {
        if (environment.InFlight < requestsPerInstance && !environment.IsEnding)
        {
            _withRoom[environment.Version].AddFirst(environment.Node);
        }
    }

    private static LinkedList<SimulatedEnvironment>[] Lists(int count)
    {
        var lists = new LinkedList<SimulatedEnvironment>[count];
        for (var i = 0; i < count; i++)
        {
            lists[i] = [];
        }
        return lists;
    }
}

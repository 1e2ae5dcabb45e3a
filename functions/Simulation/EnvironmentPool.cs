using Observe.Functions.Cost;

namespace Observe.Functions.Simulation;

/// <summary>
/// Environments of one kind. A request goes to one that is at work and has room, else to the one that was idle the shortest;
/// the ones that were idle for the keep-alive end. Each step takes constant time.
/// </summary>
/// <param name="keepAlive">Nanoseconds; null for environments that never end.</param>
internal sealed class EnvironmentPool(int requestsPerInstance, long? keepAlive, BillingRule? billing, SimulationWindow window)
{
    /// <summary>Newest first, by the moment that they became idle.</summary>
    private readonly LinkedList<SimulatedEnvironment> _idle = [];

    private readonly LinkedList<SimulatedEnvironment> _withRoom = [];

    public int Alive { get; private set; }

    /// <summary>Environment-nanoseconds without a request, within the window.</summary>
    public long IdleNanoseconds { get; private set; }

    /// <summary>Environment-nanoseconds with at least one request, as they are billed, of the periods that begin in the window.</summary>
    public long BilledBusyNanoseconds { get; private set; }

    /// <summary>Environments that are ready from the beginning.</summary>
    public void AddIdle(int count)
    {
        for (var i = 0; i < count; i++)
        {
            _idle.AddFirst(new SimulatedEnvironment(this, readyAt: long.MinValue) { IdleSince = window.FromUnixNanoseconds }.Node);
        }
        Alive += count;
    }

    /// <summary>One for a request at this moment; null when none is free.</summary>
    public SimulatedEnvironment? Take(long now)
    {
        if (_withRoom.First is { } room)
        {
            _withRoom.RemoveFirst();
            Begin(room.Value, now);
            return room.Value;
        }
        EndOverdue(now);
        if (_idle.First is not { } idle)
        {
            return null;
        }
        _idle.RemoveFirst();
        IdleNanoseconds += window.Overlap(idle.Value.IdleSince, now);
        Begin(idle.Value, now);
        return idle.Value;
    }

    /// <summary>A new one, for a request that waits until it is ready.</summary>
    public SimulatedEnvironment Start(long now, long initNanoseconds)
    {
        EndOverdue(now);
        Alive++;
        var environment = new SimulatedEnvironment(this, now + initNanoseconds);
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
        environment.IdleSince = now;
        _idle.AddFirst(environment.Node);
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
            _withRoom.AddFirst(environment.Node);
        }
    }
}

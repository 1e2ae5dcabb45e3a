using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.TraceCache;

/// <summary>
/// The traces that the pages of this process show, each read and laid out once. Before one is given away a cheap statement asks whether it is still all that is
/// stored, so that nobody sees an old one. Those that were shown last are kept within a bound of bytes; one that had to go, or is larger than the bound, is still
/// shared as long as a page shows it.
/// </summary>
public sealed class SharedTraces
{
    public const string MeterName = "Observe.UI";

    private readonly ITraceReader _traces;
    private readonly UIOptions _options;
    private readonly Counter<long> _hits;
    private readonly Counter<long> _misses;
    private readonly Counter<long> _evictions;

    private readonly Lock _gate = new();
    private readonly Dictionary<TraceId, Place> _places = [];
    private readonly Dictionary<(TraceId, TraceExtent), Reading> _readings = [];

    /// <summary>What is kept, the one that was asked for last first.</summary>
    private readonly LinkedList<Place> _kept = new();
    private long _bytes;

    public SharedTraces(ITraceReader traces, UIOptions options, IMeterFactory meters)
    {
        (_traces, _options) = (traces, options);
        var meter = meters.Create(MeterName);
        _hits = meter.CreateCounter<long>("observe.ui.traces.hits", "{trace}", "Traces that were shown without reading their spans");
        _misses = meter.CreateCounter<long>("observe.ui.traces.misses", "{trace}", "Traces whose spans were read to be shown");
        _evictions = meter.CreateCounter<long>("observe.ui.traces.evictions", "{trace}", "Traces that had to go for want of room");
        meter.CreateObservableGauge("observe.ui.traces.bytes", () => Bytes, "By", "What the kept traces take, about");
    }

    /// <summary>Of the traces that are kept, about. Never more than the option TraceCacheBytes.</summary>
    public long Bytes
    {
        get
        {
            lock (_gate)
            {
                return _bytes;
            }
        }
    }

    /// <summary>
    /// The trace with everything that was stored of it when this was called; null when no span of it was. Who asks for what another already reads waits for that
    /// one's answer; a reading ends early only when nobody waits for it any more.
    /// </summary>
    public async Task<ShapedTrace?> GetAsync(TraceId id, CancellationToken cancellationToken)
    {
        if (await _traces.ExtentAsync(id, cancellationToken) is not { } extent)
        {
            Forget(id);
            return null;
        }
        if (!TryFind(id, extent, out var trace, out var reading))
        {
            try
            {
                trace = await reading.Work.WaitAsync(cancellationToken);
            }
            finally
            {
                Leave(reading);
            }
        }
        return trace;
    }

    /// <summary>False with the reading to wait for.</summary>
    private bool TryFind(TraceId id, TraceExtent extent, [NotNullWhen(true)] out ShapedTrace? trace, [NotNullWhen(false)] out Reading? reading)
    {
        lock (_gate)
        {
            reading = null;
            if (_places.TryGetValue(id, out var place) && place.Trace.TryGetTarget(out trace) && trace.Extent == extent)
            {
                _hits.Add(1);
                Keep(place, trace);
                return true;
            }
            trace = null;
            if (_readings.TryGetValue((id, extent), out reading))
            {
                _hits.Add(1);
            }
            else
            {
                _misses.Add(1);
                _readings[(id, extent)] = reading = new Reading(id, extent);
                var begun = reading;
                // Not in the caller's context, which may be gone before it ends.
                begun.Work = Task.Run(() => ReadAsync(begun), CancellationToken.None);
            }
            reading.Waiting++;
            return false;
        }
    }

    private async Task<ShapedTrace?> ReadAsync(Reading reading)
    {
        try
        {
            var trace = ShapedTrace.Of(await _traces.GetAsync(reading.Id, reading.Stop.Token), reading.Extent);
            if (trace is not null)
            {
                Add(trace);
            }
            return trace;
        }
        finally
        {
            lock (_gate)
            {
                End(reading);
            }
        }
    }

    private void Leave(Reading reading)
    {
        lock (_gate)
        {
            if (--reading.Waiting > 0 || reading.Work.IsCompleted)
            {
                return;
            }
            End(reading);
        }
        reading.Stop.Cancel();
    }

    /// <summary>Nobody joins it any more. Another one may already be in its place.</summary>
    private void End(Reading reading)
    {
        var key = (reading.Id, reading.Extent);
        if (_readings.GetValueOrDefault(key) == reading)
        {
            _readings.Remove(key);
        }
    }

    private void Add(ShapedTrace trace)
    {
        lock (_gate)
        {
            Remove(trace.Trace.TraceId);
            foreach (var (id, former) in _places)
            {
                if (former.Node is null && !former.Trace.TryGetTarget(out _))
                {
                    _places.Remove(id);
                }
            }
            Keep(_places[trace.Trace.TraceId] = new Place(trace), trace);
        }
    }

    /// <summary>To the front, and others go until there is room. What could never have room is not kept.</summary>
    private void Keep(Place place, ShapedTrace trace)
    {
        if (place.Node is { } node)
        {
            _kept.Remove(node);
            _kept.AddFirst(node);
            return;
        }
        if (trace.Bytes > _options.TraceCacheBytes)
        {
            return;
        }
        while (_bytes + trace.Bytes > _options.TraceCacheBytes)
        {
            LetGo(_kept.Last!.Value);
            _evictions.Add(1);
        }
        place.Kept = trace;
        place.Node = _kept.AddFirst(place);
        _bytes += trace.Bytes;
    }

    private void Forget(TraceId id)
    {
        lock (_gate)
        {
            Remove(id);
        }
    }

    private void Remove(TraceId id)
    {
        if (_places.Remove(id, out var place))
        {
            LetGo(place);
        }
    }

    /// <summary>Pages that show it still have it, and it is found while they do.</summary>
    private void LetGo(Place place)
    {
        if (place is { Node: { } node, Kept: { } kept })
        {
            _kept.Remove(node);
            _bytes -= kept.Bytes;
            (place.Node, place.Kept) = (null, null);
        }
    }

    /// <summary>Where a trace is found.</summary>
    private sealed class Place(ShapedTrace trace)
    {
        public WeakReference<ShapedTrace> Trace { get; } = new(trace);

        /// <summary>Null when it is not kept.</summary>
        public ShapedTrace? Kept { get; set; }

        public LinkedListNode<Place>? Node { get; set; }
    }

    /// <summary>A reading that is under way, for all who asked when so much was stored.</summary>
    private sealed class Reading(TraceId id, TraceExtent extent)
    {
        public TraceId Id => id;

        public TraceExtent Extent => extent;

        public Task<ShapedTrace?> Work { get; set; } = null!;

        /// <summary>Without a timer it holds nothing that needs disposing.</summary>
        public CancellationTokenSource Stop { get; } = new();

        public int Waiting { get; set; }
    }
}

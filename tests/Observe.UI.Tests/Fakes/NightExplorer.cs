using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>What the pages of traces, of one trace and of logs read, in the night of <see cref="NightTraces"/>.</summary>
public sealed class NightExplorer
{
    public NightExplorer(DateTimeOffset now)
    {
        Traces.Find = _ => Task.FromResult(new TraceListResult(NightTraces.List(now), null, FakeTraceReader.AllScanned));
        Traces.Histogram = () => Task.FromResult(new TraceHistogramResult(NightTraces.Histogram(now), FakeTraceReader.AllScanned));
        Traces.Facets = NightTraces.Facets;
        Traces.Get = id => Task.FromResult<TraceResult?>(id.ToString() == NightTraces.WarmId ? NightTraces.Warm(now) : NightTraces.Trace(now));
        Traces.LinkedFrom = NightTraces.LinkedFrom(now);
        Heatmaps.Heatmap = query => Task.FromResult(NightTraces.Heatmap(query));
        Heatmaps.Differences = _ => Task.FromResult(NightTraces.Differences);
        Typical.Find = query => new TypicalTrace(new TraceId(1, 2), query.Range.FromUnixNanoseconds, 412_000_000, 420_000_000, query.Cold == false ? 1 : 1_000);
        Logs.Find = _ => Task.FromResult(new LogListResult(NightTraces.Logs(now), "more", FakeTraceReader.AllScanned));
        Logs.Buckets = NightTraces.LogHistogram(now);
        Logs.OfTrace = () => Task.FromResult(NightTraces.Logs(now, 12));
        Patterns.Patterns = NightTraces.Patterns(now);
        Patterns.Context = query =>
        {
            var lines = NightTraces.Logs(now, 12).Reverse().ToArray();
            return new LogContextResult(lines[..8], lines[8], lines[9..], HasEarlier: true, HasLater: true);
        };
    }

    public FakeTraceReader Traces { get; } = new();

    public FakeTypicalTraceReader Typical { get; } = new();

    public FakeHeatmapReader Heatmaps { get; } = new();

    public FakeLogReader Logs { get; } = new();

    public FakeTailReader Tails { get; } = new();

    public FakeLogPatternReader Patterns { get; } = new();

    /// <summary>After <see cref="FakeReaders.AddTo"/>: its traces take the place of those.</summary>
    public void AddTo(IServiceCollection services) => services
        .AddSingleton<ITraceReader>(Traces)
        .AddSingleton<ITypicalTraceReader>(Typical)
        .AddSingleton<IHeatmapReader>(Heatmaps)
        .AddSingleton<ILogReader>(Logs)
        .AddSingleton<ITailReader>(Tails)
        .AddSingleton<ILogPatternReader>(Patterns)
        .AddSingleton<ILogContextReader>(Patterns)
        .AddSingleton<IAttributeReader>(new FakeAttributeReader());
}

using Observe.Storage.Read;

namespace Observe.UI.Tests.Fakes;

/// <summary>Answers from what a test gives it and keeps what it was asked.</summary>
public sealed class FakeHeatmapReader : IHeatmapReader
{
    public List<DifferencesQuery> Compared { get; } = [];

    public Func<HeatmapQuery, Task<HeatmapResult>> Heatmap { get; set; } = query => Task.FromResult(
        new HeatmapResult(query.Range.FromUnixNanoseconds, query.Range.Nanoseconds / query.Columns, query.Columns, [], FakeTraceReader.AllScanned));

    public Func<DifferencesQuery, Task<DifferencesResult>> Differences { get; set; } = _ => Task.FromResult(new DifferencesResult(0, 0, 0, 0, []));

    public Task<HeatmapResult> HeatmapAsync(HeatmapQuery query, CancellationToken cancellationToken) => Heatmap(query);

    public Task<DifferencesResult> DifferencesAsync(DifferencesQuery query, CancellationToken cancellationToken)
    {
        Compared.Add(query);
        return Differences(query);
    }
}

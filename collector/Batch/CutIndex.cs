using Observe.Collector.Journal;
using Observe.Storage.Write;

namespace Observe.Collector.Batch;

/// <summary>Finds the cut that holds a block. Cuts of one table and day never overlap.</summary>
internal sealed class CutIndex(IEnumerable<JournalCut> cuts)
{
    private readonly Dictionary<(TelemetryTable, DateOnly), JournalCut[]> _byPartition = cuts
        .GroupBy(cut => (cut.Batch.Table, cut.Batch.Day))
        .ToDictionary(group => group.Key, group => group.OrderBy(cut => cut.FirstEntry).ToArray());

    public JournalCut? Find(long entry, JournalBlock block)
    {
        if (!_byPartition.TryGetValue((block.Table, block.Day), out var candidates))
        {
            return null;
        }
        var (low, high) = (0, candidates.Length - 1);
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var cut = candidates[middle];
            if (entry < cut.FirstEntry)
            {
                high = middle - 1;
            }
            else if (entry > cut.LastEntry)
            {
                low = middle + 1;
            }
            else
            {
                return cut;
            }
        }
        return null;
    }
}

using Observe.Storage.Rollup;

namespace Observe.Benchmarks.Storage;

/// <summary>Works out slots as the job does, and fails where the job would try again.</summary>
internal static class RollupRun
{
    public static async Task RollAllAsync(this IRollup rollup, IReadOnlyList<int> slots)
    {
        await foreach (var piece in rollup.RollAsync(slots, CancellationToken.None))
        {
            if (piece.Failure is { } failure)
            {
                throw new InvalidOperationException($"Slot {piece.First} could not be worked out.", failure);
            }
        }
    }
}

using Observe.Storage.Engine;

namespace Observe.Storage.Rollup;

/// <summary>
/// The revisions of which rows are stored that do not count: those of slots that were worked out again, and of work that has not ended. Where one process alone works
/// slots out it knows them, and they are few; asking for the last one of each slot instead takes a statement 10 ms to plan (docs/adr/0012-invocation-rollups.md).
/// </summary>
internal sealed class OutdatedRevisions
{
    /// <summary>In a statement; beyond so many it is to ask for the last ones.</summary>
    private const int MostNamed = 1_000;

    /// <summary>Of all days; beyond so many none are kept until the next start. Years of a slot now and then, days of many.</summary>
    private const int MostKept = 200_000;

    private readonly Lock _lock = new();
    private readonly HashSet<ulong> _revisions = [];
    private bool _areTooMany;

    public void Add(IEnumerable<ulong> revisions) => Replace([], revisions);

    /// <summary>The rows of one count from now on, those of the others no longer.</summary>
    public void Replace(IEnumerable<ulong> current, IEnumerable<ulong> former)
    {
        lock (_lock)
        {
            _revisions.UnionWith(former);
            _revisions.ExceptWith(current);
            if (_areTooMany |= _revisions.Count > MostKept)
            {
                _revisions.Clear();
            }
        }
    }

    /// <summary>A condition over the columns of a rollup with the slots <c>[from, to)</c>, " AND ..."; null when there are too many of them to name.</summary>
    public string? Excluding(int from, int to, SqlParameters parameters)
    {
        ulong[] within;
        lock (_lock)
        {
            if (_areTooMany)
            {
                return null;
            }
            within = [.. _revisions.Where(revision => RollupRevision.IsOf(revision, from, to)).Take(MostNamed + 1)];
        }
        return within.Length switch
        {
            0 => "",
            > MostNamed => null,
            _ => $" AND revision NOT IN {parameters.Add("Array(UInt64)", within)}",
        };
    }
}

using System.Collections.Concurrent;
using Observe.Functions.Invocations;
using Observe.Storage.Engine;
using Observe.Storage.Rollup;

namespace Observe.Storage.Read;

/// <summary>What functions are called. An id is a hash of the names, so that what was read once stays true; carrying the names through every statement takes a sixth of its time.</summary>
internal sealed class FunctionNames(ClickHouseDatabase database, RolledInvocations rolled)
{
    /// <summary>Beyond so many all are forgotten, and read again when they are asked for.</summary>
    private const int MostKept = 20_000;

    private readonly ConcurrentDictionary<ulong, Names> _kept = [];

    /// <summary>Of functions that were invoked in a range; one of which nothing is stored any more is left out.</summary>
    public async Task<IReadOnlyDictionary<ulong, Names>> OfAsync(IReadOnlyCollection<ulong> ids, TimeRange range, CancellationToken cancellationToken)
    {
        var names = new Dictionary<ulong, Names>();
        var missing = new List<ulong>();
        foreach (var id in ids)
        {
            if (_kept.TryGetValue(id, out var kept))
            {
                names[id] = kept;
            }
            else
            {
                missing.Add(id);
            }
        }
        if (missing.Count > 0)
        {
            foreach (var (id, read) in await ReadAsync([.. missing], range, cancellationToken))
            {
                names[id] = read;
                Keep(id, read);
            }
        }
        return names;
    }

    private void Keep(ulong id, Names names)
    {
        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }
        _kept[id] = names;
    }

    private async Task<IReadOnlyList<(ulong Id, Names Names)>> ReadAsync(ulong[] ids, TimeRange range, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var started = await rolled.StartedAsync(range, HistogramGrid.Of(range, 1), parameters, functionId: null, cancellationToken);
        return await database.QueryAsync(
            "SELECT function_id, any(provider), any(account), any(region), any(environment), any(function), any(platform) "
            + $"FROM ({started}) WHERE function_id IN (SELECT arrayJoin({parameters.Add("Array(UInt64)", ids)})) GROUP BY function_id",
            parameters,
            row => (
                (ulong)row.GetValue(0),
                new Names(new FunctionIdentity(row.GetString(1), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)), row.GetString(6))),
            cancellationToken);
    }

    internal sealed record Names(FunctionIdentity Identity, string Platform);
}

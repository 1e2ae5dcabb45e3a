using System.Collections.Concurrent;
using Observe.Storage.Engine;

namespace Observe.Storage.Read;

/// <summary>
/// Reads the attributes of resources by their fingerprints. Those that were read are kept: what has a fingerprint never changes.
/// </summary>
internal sealed class ResourceReader(ClickHouseDatabase database)
{
    /// <summary>Beyond so many all are forgotten: a process asks for a few hundred, again and again.</summary>
    private const int MostKept = 4_096;

    private readonly ConcurrentDictionary<ulong, ResourceRecord> _kept = new();

    public async Task<IReadOnlyDictionary<ulong, ResourceRecord>> GetAsync(
        IEnumerable<ulong> fingerprints, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ulong, ResourceRecord>();
        var unknown = new List<ulong>();
        foreach (var fingerprint in fingerprints.Distinct())
        {
            if (_kept.TryGetValue(fingerprint, out var kept))
            {
                found[fingerprint] = kept;
            }
            else
            {
                unknown.Add(fingerprint);
            }
        }
        if (unknown.Count > 0)
        {
            foreach (var (fingerprint, record) in await ReadAsync(unknown, cancellationToken))
            {
                found[fingerprint] = record;
                Keep(fingerprint, record);
            }
        }
        return found;
    }

    private Task<IReadOnlyList<(ulong Fingerprint, ResourceRecord Record)>> ReadAsync(
        List<ulong> fingerprints, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var list = parameters.Add("Array(UInt64)", fingerprints.ToArray());
        return database.QueryAsync(
            $"SELECT fingerprint, schema_url, {RowReading.AttributeColumns} FROM resources WHERE fingerprint IN {list} LIMIT 1 BY fingerprint",
            parameters, row => ((ulong)row.GetValue(0), new ResourceRecord(row.GetString(1), row.Attributes(2))), cancellationToken);
    }

    private void Keep(ulong fingerprint, ResourceRecord record)
    {
        if (_kept.Count >= MostKept)
        {
            _kept.Clear();
        }
        _kept[fingerprint] = record;
    }
}

/// <summary>What emitted records.</summary>
internal sealed record ResourceRecord(string SchemaUrl, IReadOnlyList<TelemetryAttribute> Attributes);

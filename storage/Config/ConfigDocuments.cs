using System.Data.Common;
using System.Globalization;
using Observe.Storage.Engine;

namespace Observe.Storage.Config;

/// <summary>
/// Documents in ReplacingMergeTree tables. Writers of one process are serialised, so that of two with the same
/// expected version one is told of the conflict; across processes the later insert of the same version wins.
/// </summary>
public sealed class ConfigDocuments(ClickHouseDatabase database, TimeProvider time) : IConfigDocuments, IDisposable
{
    private readonly SemaphoreSlim _writing = new(1);

    public Task<IReadOnlyList<ConfigDocument>> ListAsync(ConfigTable table, CancellationToken cancellationToken) =>
        database.QueryAsync(
            $"""
            SELECT id, toInt64(version) AS v, toUnixTimestamp64Nano(updated_at) AS t, body
            FROM {Name(table)} FINAL WHERE deleted = 0 ORDER BY id
            """,
            null, Map, cancellationToken);

    public async Task<ConfigDocument?> GetAsync(ConfigTable table, string id, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var rows = await database.QueryAsync(
            $"""
            SELECT id, toInt64(version) AS v, toUnixTimestamp64Nano(updated_at) AS t, body
            FROM {Name(table)} FINAL WHERE id = {parameters.Add("String", id)} AND deleted = 0
            """,
            parameters, Map, cancellationToken);
        return rows.Count == 0 ? null : rows[0];
    }

    public async Task<ConfigDocument> AddAsync(ConfigTable table, string id, string body, CancellationToken cancellationToken)
    {
        var document = new ConfigDocument(id, 1, time.GetUtcNow(), body);
        await InsertAsync(table, document, deleted: false, cancellationToken);
        return document;
    }

    public async Task<ConfigDocument> PutAsync(ConfigTable table, string id, string body, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var parameters = new SqlParameters();
        // A tombstone has a version, too.
        var versions = await database.QueryAsync(
            $"SELECT toInt64(max(version)) FROM {Name(table)} WHERE id = {parameters.Add("String", id)}",
            parameters, row => Convert.ToInt64(row.GetValue(0), CultureInfo.InvariantCulture), cancellationToken);
        var document = new ConfigDocument(id, versions[0] + 1, time.GetUtcNow(), body);
        await InsertAsync(table, document, deleted: false, cancellationToken);
        return document;
    }

    public async Task<SaveResult<ConfigDocument>> ReplaceAsync(
        ConfigTable table, string id, string body, long? expectedVersion, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var current = await GetAsync(table, id, cancellationToken);
        var status = Check(current, expectedVersion);
        if (status != SaveStatus.Saved)
        {
            return new SaveResult<ConfigDocument>(status, current);
        }
        var next = new ConfigDocument(id, current!.Version + 1, time.GetUtcNow(), body);
        await InsertAsync(table, next, deleted: false, cancellationToken);
        return new SaveResult<ConfigDocument>(SaveStatus.Saved, next);
    }

    public async Task<SaveStatus> DeleteAsync(
        ConfigTable table, string id, long? expectedVersion, CancellationToken cancellationToken)
    {
        using var turn = await TakeTurnAsync(cancellationToken);
        var current = await GetAsync(table, id, cancellationToken);
        var status = Check(current, expectedVersion);
        if (status == SaveStatus.Saved)
        {
            // The tombstone keeps no body: what was deleted is not to be read again.
            var tombstone = new ConfigDocument(id, current!.Version + 1, time.GetUtcNow(), "");
            await InsertAsync(table, tombstone, deleted: true, cancellationToken);
        }
        return status;
    }

    public void Dispose() => _writing.Dispose();

    private static SaveStatus Check(ConfigDocument? current, long? expectedVersion) =>
        current is null ? SaveStatus.NotFound
        : expectedVersion is { } expected && expected != current.Version ? SaveStatus.Conflict
        : SaveStatus.Saved;

    private Task InsertAsync(ConfigTable table, ConfigDocument document, bool deleted, CancellationToken cancellationToken)
    {
        var p = new SqlParameters();
        return database.ExecuteAsync(
            $"""
            INSERT INTO {Name(table)} (id, version, deleted, updated_at, body)
            SELECT {p.Add("String", document.Id)}, {p.Add("UInt64", (ulong)document.Version)},
                {p.Add("UInt8", (byte)(deleted ? 1 : 0))},
                fromUnixTimestamp64Nano({p.Add("Int64", UnixTime.Nanoseconds(document.UpdatedAt))}, 'UTC'),
                {p.Add("String", document.Body)}
            """,
            p, cancellationToken);
    }

    private static ConfigDocument Map(DbDataReader reader) => new(
        reader.GetString(0),
        Convert.ToInt64(reader.GetValue(1), CultureInfo.InvariantCulture),
        UnixTime.ToDateTimeOffset(Convert.ToInt64(reader.GetValue(2), CultureInfo.InvariantCulture)),
        reader.GetString(3));

    private static string Name(ConfigTable table) => table switch
    {
        ConfigTable.AlertRules => "alert_rules",
        ConfigTable.Webhooks => "webhooks",
        ConfigTable.ApiKeys => "api_keys",
        ConfigTable.AdviceDismissals => "advice_dismissals",
        ConfigTable.AlertSilences => "alert_silences",
        ConfigTable.SavedSearches => "saved_searches",
        ConfigTable.Accounts => "accounts",
        _ => throw new ArgumentOutOfRangeException(nameof(table), table, "No such table."),
    };

    private async Task<Turn> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await _writing.WaitAsync(cancellationToken);
        return new Turn(_writing);
    }

    private sealed class Turn(SemaphoreSlim semaphore) : IDisposable
    {
        public void Dispose() => semaphore.Release();
    }
}

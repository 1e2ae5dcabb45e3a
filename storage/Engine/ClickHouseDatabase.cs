using System.Data.Common;
using ClickHouse.Driver;
using ClickHouse.Driver.ADO;
using ClickHouse.Driver.ADO.Parameters;

namespace Observe.Storage.Engine;

/// <summary>
/// The one way to ClickHouse, embedded or server: statements and reads with native parameters, and inserts of Native
/// blocks. Reads run under <see cref="ReadLimits"/> and can change nothing.
/// </summary>
public sealed class ClickHouseDatabase : IAsyncDisposable
{
    private readonly EmbeddedEngine? _engine;
    private readonly HttpClient _writeHttp;
    private readonly HttpClient _readHttp;
    private readonly ClickHouseClient _writes;
    private readonly ClickHouseClient _reads;

    private ClickHouseDatabase(StorageOptions options, ReadLimits limits, EmbeddedEngine? engine)
    {
        _engine = engine;
        Name = options.Database;
        Cluster = options.Cluster.Length == 0 ? null : new ClusterSchema(options.Cluster);
        Limits = limits;
        _writeHttp = Http(engine?.Writes, options);
        _readHttp = Http(engine?.ReadsUnder(limits.SandboxSettings), options);
        var writeSettings = Settings(options, _writeHttp);
        if (Cluster is not null)
        {
            // A batch is stored when its shards have it, not when it waits on the node that took it.
            writeSettings.CustomSettings["distributed_foreground_insert"] = 1;
        }
        _writes = new ClickHouseClient(writeSettings);
        var readSettings = Settings(options, _readHttp);
        if (engine is null)
        {
            foreach (var (name, value) in limits.Settings)
            {
                readSettings.CustomSettings[name] = value;
            }
            // 2: no writes, and no way back, but the settings of the same request count.
            readSettings.CustomSettings["readonly"] = 2;
            if (Cluster is not null)
            {
                readSettings.CustomSettings["distributed_product_mode"] = "global";
            }
            // A caller that has gone takes its statement with it.
            readSettings.CustomSettings["cancel_http_readonly_queries_on_client_close"] = 1;
        }
        _reads = new ClickHouseClient(readSettings);
    }

    /// <summary>The database that all of Observe's tables live in.</summary>
    public string Name { get; }

    /// <summary>Null when the data are on one server, or embedded.</summary>
    internal ClusterSchema? Cluster { get; }

    /// <summary>What each read may cost.</summary>
    public ReadLimits Limits { get; }

    /// <summary>Null when the data are on a server.</summary>
    internal EmbeddedEngine? Engine => _engine;

    /// <summary>Opens the embedded engine, or names the server; no statement is run yet.</summary>
    public static ClickHouseDatabase Open(StorageOptions options, ReadLimits? limits = null)
    {
        limits ??= new ReadLimits();
        return new ClickHouseDatabase(options, limits, options.IsEmbedded ? EmbeddedEngine.Open(options, limits) : null);
    }

    /// <summary>The same engine with another database; disposing it closes nothing but its own clients.</summary>
    public static ClickHouseDatabase Over(EmbeddedEngine engine, string database, ReadLimits? limits = null) =>
        new(new StorageOptions { Database = database }, limits ?? new ReadLimits(), engine) { SharesEngine = true };

    private bool SharesEngine { get; init; }

    /// <summary>Creates the database when it is missing.</summary>
    public async Task CreateAsync(CancellationToken cancellationToken) => await _writes.ExecuteNonQueryAsync(
        Cluster?.Database(Name) ?? $"CREATE DATABASE IF NOT EXISTS `{Name}`", null, new QueryOptions { Database = "default" }, cancellationToken);

    /// <summary>Runs a statement while the database may not be there yet.</summary>
    internal async Task ExecuteWithoutDatabaseAsync(string sql, CancellationToken cancellationToken) =>
        await _writes.ExecuteNonQueryAsync(sql, null, new QueryOptions { Database = "default" }, cancellationToken);

    /// <summary>The engine of one of its tables; null when there is no such table, or no database yet.</summary>
    internal async Task<string?> TableEngineAsync(string table, CancellationToken cancellationToken)
    {
        var parameters = new SqlParameters();
        var place = $"database = {parameters.Add("String", Name)} AND name = {parameters.Add("String", table)}";
        await using var reader = await _reads.ExecuteReaderAsync(
            $"SELECT engine FROM system.tables WHERE {place}", Collection(parameters), new QueryOptions { Database = "default" }, cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? reader.GetString(0) : null;
    }

    /// <summary>Drops the database with all that is in it.</summary>
    public async Task DropAsync(CancellationToken cancellationToken) => await _writes.ExecuteNonQueryAsync(
        $"DROP DATABASE IF EXISTS `{Name}` SYNC", null, new QueryOptions { Database = "default" }, cancellationToken);

    /// <summary>Runs a statement that answers no rows (DDL, INSERT ... SELECT, ALTER).</summary>
    public async Task ExecuteAsync(string sql, SqlParameters? parameters, CancellationToken cancellationToken) =>
        await _writes.ExecuteNonQueryAsync(sql, Collection(parameters), null, cancellationToken);

    /// <summary>Runs a read under limits, in a read-only session; each row is mapped as it streams in.</summary>
    public async Task<IReadOnlyList<T>> QueryAsync<T>(
        string sql, SqlParameters? parameters, Func<DbDataReader, T> map, CancellationToken cancellationToken)
    {
        await using var reader = await _reads.ExecuteReaderAsync(sql, Collection(parameters), null, cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
        {
            rows.Add(map(reader));
        }
        return rows;
    }

    /// <summary>As <see cref="QueryAsync"/>, of a statement that ends with <c>FORMAT RowBinary</c>: for many rows of many columns.</summary>
    public async Task<IReadOnlyList<T>> QueryRowBinaryAsync<T>(
        string sql, SqlParameters? parameters, Func<RowBinaryReader, T> map, CancellationToken cancellationToken)
    {
        await using var connection = _reads.CreateConnection();
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        // The format has no place for an error: a server that meets one half-way must not have begun to answer.
        command.CustomSettings["wait_end_of_query"] = 1;
        foreach (var (name, type, value) in parameters?.Items ?? [])
        {
            command.Parameters.Add(new ClickHouseDbParameter { ParameterName = name, ClickHouseType = type, Value = value });
        }
        using var answer = await command.ExecuteRawResultAsync(cancellationToken);
        using var reader = new RowBinaryReader(await answer.ReadDecompressedStreamAsync());
        var rows = new List<T>();
        while (reader.HasMore)
        {
            cancellationToken.ThrowIfCancellationRequested();
            rows.Add(map(reader));
        }
        return rows;
    }

    /// <summary>Changes a table, on all nodes when there are several.</summary>
    public Task AlterAsync(string table, string change, SqlParameters? parameters, CancellationToken cancellationToken) =>
        ExecuteAsync($"{Cluster?.Alter(table) ?? $"ALTER TABLE {table}"} {change}", parameters, cancellationToken);

    /// <summary>Inserts rows that are already in the Native format, as one INSERT.</summary>
    public Task InsertNativeAsync(string table, IReadOnlyList<string> columns, Stream rows, CancellationToken cancellationToken) =>
        InsertAsync(table, columns, rows, "Native", cancellationToken);

    /// <summary>Inserts rows that are lines, each a JSON array of the values of the columns, as one INSERT.</summary>
    public Task InsertJsonAsync(string table, IReadOnlyList<string> columns, Stream rows, CancellationToken cancellationToken) =>
        InsertAsync(table, columns, rows, "JSONCompactEachRow", cancellationToken);

    public async ValueTask DisposeAsync()
    {
        _writes.Dispose();
        _reads.Dispose();
        _writeHttp.Dispose();
        _readHttp.Dispose();
        if (_engine is not null && !SharesEngine)
        {
            await _engine.DisposeAsync();
        }
    }

    private async Task InsertAsync(string table, IReadOnlyList<string> columns, Stream rows, string format, CancellationToken cancellationToken)
    {
        using var response = await _writes.InsertRawStreamAsync(table, rows, format, columns, useCompression: false, null, cancellationToken);
    }

    private static HttpClient Http(ConnectionPool? pool, StorageOptions options) =>
        new(pool is null ? ServerTransport.Create(options) : new EmbeddedTransport(pool)) { Timeout = Timeout.InfiniteTimeSpan };

    private static ClickHouseClientSettings Settings(StorageOptions options, HttpClient http)
    {
        var server = new Uri(options.IsEmbedded ? "http://embedded:8123" : options.ServerUrl);
        return new ClickHouseClientSettings
        {
            Host = server.Host,
            Port = (ushort)server.Port,
            Protocol = server.Scheme,
            Path = server.AbsolutePath.Trim('/'),
            Username = options.User,
            Password = options.Password,
            Database = options.Database,
            UseCompression = !options.IsEmbedded,
            HttpClient = http,
        };
    }

    private static ClickHouseParameterCollection? Collection(SqlParameters? parameters)
    {
        if (parameters is null || parameters.Items.Count == 0)
        {
            return null;
        }
        var collection = new ClickHouseParameterCollection();
        foreach (var (name, type, value) in parameters.Items)
        {
            collection.Add(new ClickHouseDbParameter { ParameterName = name, ClickHouseType = type, Value = value });
        }
        return collection;
    }
}

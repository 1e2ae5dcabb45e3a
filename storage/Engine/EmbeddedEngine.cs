using System.Globalization;
using System.Security;
using System.Text;

namespace Observe.Storage.Engine;

/// <summary>
/// ClickHouse inside this process. One engine and one data folder a process; after <see cref="DisposeAsync"/> none can be
/// opened again, which is the library's own rule.
/// </summary>
public sealed class EmbeddedEngine : IAsyncDisposable
{
    private const int WriteConnections = 3;
    private const int ReadConnections = 4;
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(8);

    /// <summary>How many different sets of read settings may have connections of their own.</summary>
    private const int MaxReadPools = 16;

    private readonly FileStream _lock;
    private readonly Func<ChdbConnection> _open;
    private readonly ReadLimits _limits;
    private readonly ChdbConnection _keeper;
    private readonly SemaphoreSlim _keeperIsFree = new(1, 1);
    private readonly StatementThreads _threads = new();
    private readonly ConnectionPool _writes;
    private readonly ConnectionPool _reads;
    private readonly Dictionary<string, ConnectionPool> _readPools = new(StringComparer.Ordinal);
    private bool _disposed;

    private EmbeddedEngine(FileStream folderLock, Func<ChdbConnection> open, ReadLimits limits)
    {
        _lock = folderLock;
        _open = open;
        _limits = limits;
        // The engine lives as long as one connection is open. The keeper only kills.
        _keeper = open();
        _writes = new ConnectionPool(open, WriteConnections, _threads, kill: null);
        _reads = ReadsUnder(limits.SandboxSettings);
    }

    /// <summary>True after <see cref="DisposeAsync"/> when nothing of the engine was left running.</summary>
    public bool IsShutDown { get; private set; }

    /// <summary>Runs statements that may change data.</summary>
    internal ConnectionPool Writes => _writes;

    /// <summary>Runs reads: connections with limits set and then made read-only, which cannot be undone.</summary>
    internal ConnectionPool Reads => _reads;

    /// <summary>
    /// Runs the statements of SQL tools under the same limits, on connections of their own: what they leave behind in a session
    /// meets no reader, and they take no reader's place.
    /// </summary>
    internal ConnectionPool ForeignReads => ReadsUnder([("use_query_cache", "0"), .. _limits.SandboxSettings]);

    /// <exception cref="EngineException">The folder is in use by another process, or cannot be opened.</exception>
    public static EmbeddedEngine Open(StorageOptions options, ReadLimits limits)
    {
        var folder = Path.GetFullPath(options.DataDirectory);
        Directory.CreateDirectory(folder);
        var folderLock = LockFolder(folder);
        try
        {
            // The runtime turns SIGSEGV into NullReferenceException; the engine must leave its handlers alone.
            Libchdb.SetSignalHandlersEnabled(0);
            var data = Path.Combine(folder, "clickhouse");
            Directory.CreateDirectory(data);
            var config = Path.Combine(folder, "engine.xml");
            File.WriteAllText(config, Configuration(options));
            return new EmbeddedEngine(folderLock, () => ChdbConnection.Open(data, config), limits);
        }
        catch
        {
            folderLock.Dispose();
            throw;
        }
    }

    /// <summary>Ends what runs, closes all connections and shuts the engine down. Leaving the process without it can crash.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }
        _disposed = true;
        await KillAsync("query_kind != 'KillQuery'");
        ConnectionPool[] pools = [_writes, .. ReadPools()];
        var drained = await Task.WhenAll(pools.Select(pool => pool.CloseAsync(DrainLimit)));
        // A kill of a statement that is still ending may be under way.
        await _keeperIsFree.WaitAsync();
        _keeper.Dispose();
        // It refuses while a connection is still open; a statement that outlives the limit keeps its own.
        IsShutDown = drained.All(closed => closed) && Libchdb.Shutdown() == 0;
        Array.ForEach(pools, pool => pool.Dispose());
        _threads.Dispose();
        await _lock.DisposeAsync();
    }

    /// <summary>
    /// Connections with these settings, set in this order. The last is <c>readonly</c>: after it the session takes no others, so
    /// each set of limits has a pool of its own.
    /// </summary>
    internal ConnectionPool ReadsUnder(IReadOnlyList<(string Name, string Value)> settings)
    {
        var key = string.Join('\n', settings.Select(setting => $"{setting.Name}={setting.Value}"));
        lock (_readPools)
        {
            if (_readPools.TryGetValue(key, out var known))
            {
                return known;
            }
            if (_readPools.Count == MaxReadPools)
            {
                throw new EngineException(
                    202, $"Code: 202. DB::Exception: More than {MaxReadPools} different sets of settings. (TOO_MANY_SIMULTANEOUS_QUERIES)");
            }
            return _readPools[key] = new ConnectionPool(() => Open(settings), ReadConnections, _threads, Kill);
        }

        Task Kill(string tag) => KillAsync($"Settings['log_comment'] = '{tag}'");
    }

    private ConnectionPool[] ReadPools()
    {
        lock (_readPools)
        {
            return [.. _readPools.Values];
        }
    }

    private ChdbConnection Open(IReadOnlyList<(string Name, string Value)> settings)
    {
        var connection = _open();
        try
        {
            foreach (var (name, value) in settings)
            {
                connection.Set(name, value);
            }
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Asks the statements that meet the condition to end; it does not wait until they have.</summary>
    private async Task KillAsync(string condition)
    {
        await _keeperIsFree.WaitAsync();
        try
        {
            if (!_keeper.IsClosed)
            {
                await _threads.RunAsync(() =>
                {
                    _keeper.Query($"KILL QUERY WHERE {condition} ASYNC", "Null", []).Dispose();
                    return true;
                });
            }
        }
        finally
        {
            _keeperIsFree.Release();
        }
    }

    private static FileStream LockFolder(string folder)
    {
        var path = Path.Combine(folder, "observe.lock");
        try
        {
            return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1);
        }
        catch (IOException error)
        {
            throw new EngineException(
                0, $"The data folder {folder} is in use by another Observe process. Stop that one, or name another folder "
                + $"with --data. ({error.Message})");
        }
    }

    /// <summary>Limits for a small machine: the engine's own defaults take 90 % of the memory and 16 merge threads.</summary>
    private static string Configuration(StorageOptions options)
    {
        var memory = options.MaxMemoryBytes > 0
            ? options.MaxMemoryBytes
            : GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 2;
        var threads = Math.Clamp(Environment.ProcessorCount, 2, 8);
        var settings = new (string Name, long Value)[]
        {
            ("max_server_memory_usage", memory),
            ("mark_cache_size", Math.Min(256L << 20, memory / 8)),
            ("index_mark_cache_size", Math.Min(64L << 20, memory / 16)),
            ("uncompressed_cache_size", 0),
            ("background_pool_size", threads),
            ("background_merges_mutations_concurrency_ratio", 2),
            ("background_schedule_pool_size", 4),
            ("background_message_broker_schedule_pool_size", 1),
            ("background_distributed_schedule_pool_size", 1),
            ("background_buffer_flush_schedule_pool_size", 1),
            ("background_common_pool_size", 2),
            ("background_move_pool_size", 1),
            ("background_fetches_pool_size", 1),
        };
        var xml = new StringBuilder("<clickhouse>\n");
        // On a terminal, and only there, the library would log beside the server's own lines (its own threads, ThreadStatus).
        xml.Append("  <logger><console>false</console></logger>\n");
        // The engine reads and writes backups nowhere else.
        var backups = new[] { options.BackupFolder(), options.RestoreFrom }.Where(folder => folder.Length > 0)
            .Select(folder => $"<allowed_path>{SecurityElement.Escape(Path.GetFullPath(folder))}</allowed_path>");
        xml.Append(CultureInfo.InvariantCulture, $"  <backups>{string.Concat(backups)}</backups>\n");
        foreach (var (name, value) in settings)
        {
            xml.Append(CultureInfo.InvariantCulture, $"  <{name}>{SecurityElement.Escape(value.ToString(CultureInfo.InvariantCulture))}</{name}>\n");
        }
        xml.Append("  <merge_tree>\n");
        // These two compare with the pool's free entries and must fit into a small pool.
        xml.Append("    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>\n");
        xml.Append("    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>\n");
        xml.Append("    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>\n");
        xml.Append("  </merge_tree>\n</clickhouse>\n");
        return xml.ToString();
    }
}

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

    private readonly FileStream _lock;
    private readonly ChdbConnection _keeper;
    private readonly ConnectionPool _writes;
    private readonly ConnectionPool _reads;
    private bool _disposed;

    private EmbeddedEngine(FileStream folderLock, ChdbConnection keeper, ConnectionPool writes, ConnectionPool reads)
    {
        _lock = folderLock;
        _keeper = keeper;
        _writes = writes;
        _reads = reads;
    }

    /// <summary>True after <see cref="DisposeAsync"/> when nothing of the engine was left running.</summary>
    public bool IsShutDown { get; private set; }

    /// <summary>Runs statements that may change data.</summary>
    internal ConnectionPool Writes => _writes;

    /// <summary>Runs reads: connections with limits set and then made read-only, which cannot be undone.</summary>
    internal ConnectionPool Reads => _reads;

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
            // The engine lives as long as one connection is open: the keeper runs nothing.
            var keeper = ChdbConnection.Open(data, config);
            return new EmbeddedEngine(
                folderLock,
                keeper,
                new ConnectionPool(() => ChdbConnection.Open(data, config), WriteConnections),
                new ConnectionPool(() => OpenReadOnly(data, config, limits), ReadConnections));
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
        _keeper.Query("KILL QUERY WHERE query_kind != 'KillQuery' ASYNC", "Null", []).Dispose();
        var drained = await Task.WhenAll(_writes.CloseAsync(DrainLimit), _reads.CloseAsync(DrainLimit));
        _keeper.Dispose();
        // It refuses while a connection is still open; a statement that outlives the limit keeps its own.
        IsShutDown = drained.All(closed => closed) && Libchdb.Shutdown() == 0;
        _writes.Dispose();
        _reads.Dispose();
        await _lock.DisposeAsync();
    }

    private static ChdbConnection OpenReadOnly(string data, string config, ReadLimits limits)
    {
        var connection = ChdbConnection.Open(data, config);
        foreach (var (name, value) in limits.Settings)
        {
            var number = value.ToString(CultureInfo.InvariantCulture);
            connection.Query($"SET {name} = {number}", "Null", []).Dispose();
        }
        connection.Query("SET readonly = 1", "Null", []).Dispose();
        return connection;
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

using System.Globalization;
using System.Text;
using Observe.Storage.Engine;

namespace Observe.Benchmarks;

/// <summary>The one embedded engine of a run: in a folder of its own that is deleted at the end, or in one that is kept.</summary>
internal sealed class BenchmarkEngine : IAsyncDisposable
{
    private readonly DirectoryInfo? _ownFolder;

    public BenchmarkEngine(DirectoryInfo? folder = null)
    {
        _ownFolder = folder is null ? Directory.CreateTempSubdirectory("observe-benchmark-") : null;
        Engine = EmbeddedEngine.Open(
            new StorageOptions { DataDirectory = (folder ?? _ownFolder!).FullName, MaxMemoryBytes = 6L << 30 },
            new ReadLimits { MaxExecutionSeconds = 60 });
    }

    public EmbeddedEngine Engine { get; }

    /// <summary>Runs a statement on a connection without limits and answers its rows as tab-separated text.</summary>
    public Task<string> RunAsync(string database, string sql, params (string Name, string Value)[] parameters) =>
        Engine.Writes.RunAsync(
            connection =>
            {
                connection.Use(database);
                using var result = connection.Query(
                    sql, "TabSeparated", [.. parameters.Select(item => KeyValuePair.Create(item.Name, item.Value))]);
                return Text(result);
            },
            CancellationToken.None);

    public async Task<double> NumberAsync(string database, string sql) =>
        double.Parse(await RunAsync(database, sql), CultureInfo.InvariantCulture);

    public Task InsertAsync(string database, string sql, byte[] block) => Engine.Writes.RunAsync(
        connection =>
        {
            connection.Use(database);
            connection.Insert(sql, "Native", new MemoryStream(block));
            return true;
        },
        CancellationToken.None);

    /// <summary>Returns when no background merge has run for a second.</summary>
    public async Task SettleAsync()
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(100));
        for (var quiet = 0; quiet < 10; quiet++)
        {
            await timer.WaitForNextTickAsync();
            if (await NumberAsync("default", "SELECT count() FROM system.merges") > 0)
            {
                quiet = -1;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.DisposeAsync();
        _ownFolder?.Delete(recursive: true);
    }

    private static unsafe string Text(ChdbResult result) =>
        result.Length == 0 ? "" : Encoding.UTF8.GetString(result.Buffer, (int)result.Length).TrimEnd('\n');
}

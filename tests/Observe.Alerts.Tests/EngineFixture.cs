using Observe.Storage.Engine;

namespace Observe.Alerts.Tests;

/// <summary>
/// A database of its own for a test class, on the one embedded engine of the test process, which cannot be opened a
/// second time and is shut down when the process leaves.
/// </summary>
public sealed class EngineFixture : IAsyncLifetime
{
    private static readonly Lazy<EmbeddedEngine> SharedEngine = new(OpenEngine);

    public ClickHouseDatabase Database { get; } =
        ClickHouseDatabase.Over(SharedEngine.Value, "test_" + Guid.NewGuid().ToString("N")[..12]);

    public async Task InitializeAsync() =>
        await SchemaMigration.ApplyAsync(Database, new StorageOptions { RetentionDays = 3650 }, CancellationToken.None);

    public async Task DisposeAsync()
    {
        await Database.DropAsync(CancellationToken.None);
        await Database.DisposeAsync();
    }

    private static EmbeddedEngine OpenEngine()
    {
        var folder = Directory.CreateTempSubdirectory("observe-alerts-tests-");
        var engine = EmbeddedEngine.Open(
            new StorageOptions { DataDirectory = folder.FullName, MaxMemoryBytes = 1L << 30 }, new ReadLimits());
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
            folder.Delete(recursive: true);
        };
        return engine;
    }
}

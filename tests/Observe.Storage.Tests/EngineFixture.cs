using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Observe.Storage.Completion;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Rollup;
using Observe.Storage.Write;

namespace Observe.Storage.Tests;

/// <summary>
/// A database of its own for a test class, on the one embedded engine of the test process. The engine is shut down when the
/// process leaves: it cannot be opened a second time.
/// </summary>
public class EngineFixture : IAsyncLifetime
{
    private static readonly IMeterFactory Meters = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();
    private static readonly Lazy<EmbeddedEngine> SharedEngine = new(OpenEngine);
    private readonly List<ClickHouseDatabase> _others = [];

    public ClickHouseDatabase Database { get; private set; } = null!;

    internal RollupLedgers Rollups { get; } = new(TimeProvider.System, othersStore: false);

    /// <summary>A new one, as after a start.</summary>
    internal TelemetryWriter Writer => WriterOf(Rollups);

    internal static EmbeddedEngine Engine => SharedEngine.Value;

    /// <summary>What must be closed before the engine is.</summary>
    private protected static List<IAsyncDisposable> BeforeTheEngine { get; } = [];

    protected string Name { get; } = "test_" + Guid.NewGuid().ToString("N")[..12];

    public virtual async Task InitializeAsync()
    {
        Database = Open(new ReadLimits());
        await SchemaMigration.ApplyAsync(Database, new StorageOptions { RetentionDays = 3650 }, CancellationToken.None);
    }

    public async Task DisposeAsync()
    {
        await Database.DropAsync(CancellationToken.None);
        foreach (var database in _others.Append(Database))
        {
            await database.DisposeAsync();
        }
    }

    /// <summary>The same database under other limits.</summary>
    public ClickHouseDatabase Under(ReadLimits limits)
    {
        _others.Add(Open(limits));
        return _others[^1];
    }

    internal TelemetryWriter WriterOf(RollupLedgers rollups, int maxAttributeKeys = 10_000) => new(
        Database,
        rollups,
        new CompletionWriter(Database, new StorageOptions { MaxAttributeKeys = maxAttributeKeys }, Meters, NullLogger<CompletionWriter>.Instance));

    internal TraceReader Traces(StorageOptions? options = null, ClickHouseDatabase? database = null) => new(
        database ?? Database, new ResourceReader(database ?? Database), new RolledSpans(Rollups), new TraceSlots(database ?? Database, Rollups),
        options ?? new StorageOptions());

    internal ServiceMapReader ServiceMap(RollupLedgers rollups) => new(
        Database, new RolledSpans(rollups), new RolledCalls(rollups), new CalledPeers(rollups), new ServiceHosts(Database));

    protected virtual ClickHouseDatabase Open(ReadLimits limits) => ClickHouseDatabase.Over(Engine, Name, limits);

    private static EmbeddedEngine OpenEngine()
    {
        var folder = Directory.CreateTempSubdirectory("observe-storage-tests-");
        var engine = EmbeddedEngine.Open(
            new StorageOptions { DataDirectory = folder.FullName, MaxMemoryBytes = 2L << 30 }, new ReadLimits());
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            foreach (var owner in BeforeTheEngine.Append(engine))
            {
                owner.DisposeAsync().AsTask().GetAwaiter().GetResult();
            }
            folder.Delete(recursive: true);
        };
        return engine;
    }
}

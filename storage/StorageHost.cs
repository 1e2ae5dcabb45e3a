using Microsoft.Extensions.Hosting;
using Observe.Storage.Backup;
using Observe.Storage.Engine;
using Observe.Storage.Retention;

namespace Observe.Storage;

/// <summary>Brings schema and retention up before anything else starts, and closes the engine after everything else has stopped.</summary>
internal sealed class StorageHost(ClickHouseDatabase database, StorageOptions options) : IHostedService
{
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await EmbeddedBackup.RestoreAsync(database, options, cancellationToken);
        await SchemaMigration.ApplyAsync(database, options, cancellationToken);
        await RetentionChange.ApplyAsync(database, options, cancellationToken);
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await database.DisposeAsync();
}

using Microsoft.Extensions.Hosting;
using Observe.Storage.Engine;

namespace Observe.Storage;

/// <summary>Brings the schema up before anything else starts, and closes the engine after everything else has stopped.</summary>
internal sealed class StorageHost(ClickHouseDatabase database, StorageOptions options) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken) =>
        SchemaMigration.ApplyAsync(database, options, cancellationToken);

    public async Task StopAsync(CancellationToken cancellationToken) => await database.DisposeAsync();
}

using Microsoft.Extensions.Diagnostics.HealthChecks;
using Observe.Storage.Engine;

namespace Observe.Server.Health;

/// <summary>Asks ClickHouse whether the tables are there; one row of their list proves engine and schema.</summary>
public sealed class StorageHealth(ClickHouseDatabase database) : IHealthCheck
{
    private const string Sql = "SELECT count() FROM system.tables WHERE database = currentDatabase() AND name = 'spans'";

    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        var tables = await database.QueryAsync(Sql, null, row => Convert.ToInt64(row.GetValue(0)), cancellationToken);
        return tables is [1]
            ? HealthCheckResult.Healthy()
            : HealthCheckResult.Unhealthy("The schema is not applied.");
    }
}

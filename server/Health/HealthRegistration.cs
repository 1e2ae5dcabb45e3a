using Microsoft.AspNetCore.Diagnostics.HealthChecks;

namespace Observe.Server.Health;

/// <summary>Live: the process answers. Ready: the schema is applied and ClickHouse answers.</summary>
public static class HealthRegistration
{
    private const string Ready = "ready";

    public static void AddObserveHealth(this IServiceCollection services) =>
        services.AddHealthChecks().AddCheck<StorageHealth>("storage", tags: [Ready], timeout: TimeSpan.FromSeconds(3));

    public static void MapObserveHealth(this IEndpointRouteBuilder app)
    {
        app.MapHealthChecks("/healthz/live", new HealthCheckOptions { Predicate = _ => false }).AllowAnonymous();
        app.MapHealthChecks("/healthz/ready", new HealthCheckOptions { Predicate = check => check.Tags.Contains(Ready) })
            .AllowAnonymous();
    }
}

using System.Text.Json.Serialization;

namespace Observe.Server.Api;

/// <summary>The HTTP API under /api/v1 and its OpenAPI document.</summary>
public static class ApiRegistration
{
    private const string Prefix = "/api/v1";

    public static void AddObserveApi(this IServiceCollection services)
    {
        services.AddProblemDetails();
        services.AddOpenApi("v1", options =>
            options.ShouldInclude = description => ("/" + description.RelativePath).StartsWith(Prefix, StringComparison.Ordinal));
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.Never);
    }

    public static void MapObserveApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json");
        var reads = app.MapGroup(Prefix).AddEndpointFilter<RouteGroupBuilder, CursorFilter>()
            .AddEndpointFilter<RouteGroupBuilder, FreshFilter>();
        reads.MapTracesApi();
        reads.MapLogsApi();
        reads.MapFunctionsApi();
        reads.MapServicesApi();
        reads.MapIngestApi();
    }
}

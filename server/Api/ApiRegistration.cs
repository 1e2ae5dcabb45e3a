using System.Text.Json.Serialization;
using Observe.Server.Security;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>The HTTP API under /api/v1 and its OpenAPI document.</summary>
public static class ApiRegistration
{
    private const string Prefix = "/api/v1";

    public static void AddObserveApi(this IServiceCollection services)
    {
        // The framework's traceId would read like one of the traces that this API is about.
        services.AddProblemDetails(problems => problems.CustomizeProblemDetails =
            context => context.ProblemDetails.Extensions.Remove("traceId"));
        services.AddOpenApi("v1", options =>
        {
            options.ShouldInclude = description => ("/" + description.RelativePath).StartsWith(Prefix, StringComparison.Ordinal);
            options.AddDocumentTransformer((document, _, _) =>
            {
                document.Info.Title = "Observe";
                return Task.CompletedTask;
            });
        });
        services.AddSingleton<TailStreams>();
        services.ConfigureHttpJsonOptions(json =>
            json.SerializerOptions.DefaultIgnoreCondition = JsonIgnoreCondition.Never);
    }

    public static void MapObserveApi(this IEndpointRouteBuilder app)
    {
        app.MapOpenApi("/openapi/{documentName}.json").RequireAtLeast(AccountRole.Viewer);
        var api = app.MapGroup(Prefix).RequireAtLeast(AccountRole.Viewer).AddEndpointFilter<RouteGroupBuilder, CursorFilter>()
            .AddEndpointFilter<RouteGroupBuilder, FreshFilter>();
        api.MapTracesApi();
        api.MapTraceComparisonApi();
        api.MapHeatmapApi();
        api.MapLogsApi();
        api.MapLogPatternsApi();
        api.MapFunctionsApi();
        api.MapFunctionApi();
        api.MapAdviceApi();
        api.MapWhatIfApi();
        api.MapMetricsApi();
        api.MapServicesApi();
        api.MapServiceMapApi();
        api.MapServiceRequestApi();
        api.MapIngestApi();
        api.MapStorageApi();
        api.MapBackupApi();
        api.MapTransferApi();
        api.MapTailApi();
        api.MapAttributesApi();
        api.MapSearchesApi();
        api.MapAlertsApi();
        api.MapKeysApi();
        api.MapAccountsApi();
        api.MapAuditApi();
    }
}

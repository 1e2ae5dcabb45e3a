using Observe.Functions.Invocations;

namespace Observe.Functions.Normalisation;

/// <summary>Reads which function a record belongs to, from the names that emitters of several years and clouds use.</summary>
public static class FunctionIdentityReader
{
    public static FunctionIdentity Read(AttributeLookup attribute, AttributeLookup resource)
    {
        var id = ResourceId(attribute, resource);
        var arn = LambdaArn.Parse(id);
        var azure = AzureFunctionId.Parse(id);
        var provider = Known(resource("cloud.provider") ?? resource("faas.invoked_provider"))
            ?? CloudPlatforms.ProviderOf(resource("cloud.platform"))
            ?? (arn is not null ? "aws" : azure is not null ? "azure" : "");
        return new FunctionIdentity(
            provider,
            Known(resource("cloud.account.id")) ?? Known(attribute("cloud.account.id")) ?? arn?.Account ?? azure?.Subscription ?? "",
            Known(resource("cloud.region") ?? resource("faas.invoked_region")) ?? arn?.Region ?? "",
            resource("deployment.environment.name") ?? resource("deployment.environment") ?? "",
            provider == "azure" ? AzureName(attribute, resource, azure) : Name(attribute, resource) ?? arn?.Function ?? Service(resource));
    }

    /// <summary>The version of a function that a record names, not the alias that it was called by; empty when it names none.</summary>
    public static string Version(AttributeLookup attribute, AttributeLookup resource) =>
        attribute("faas.version") ?? resource("faas.version") ?? LambdaArn.Parse(ResourceId(attribute, resource))?.Version ?? "";

    private static string? ResourceId(AttributeLookup attribute, AttributeLookup resource) =>
        resource("cloud.resource_id") ?? resource("faas.id") ?? attribute("cloud.resource_id") ?? attribute("faas.id")
        ?? attribute("aws.lambda.invoked_arn");

    /// <summary>A function app holds several functions: the name of one is unique only within its app.</summary>
    private static string AzureName(AttributeLookup attribute, AttributeLookup resource, AzureFunctionId? id)
    {
        var app = Known(resource("service.name")) ?? Known(id?.App);
        var name = Name(attribute, resource) ?? Known(id?.Function);
        if (name is null || name == app)
        {
            return app ?? Service(resource);
        }
        return app is null || name.Contains('/') ? name : $"{app}/{name}";
    }

    private static string? Name(AttributeLookup attribute, AttributeLookup resource) => Known(attribute("faas.name")) ?? Known(resource("faas.name"));

    private static string Service(AttributeLookup resource) => Known(resource("service.name")) ?? "unknown_service";

    private static string? Known(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

using Observe.Functions.Invocations;

namespace Observe.Functions.Normalisation;

/// <summary>Reads which function a record belongs to, from the names that emitters of several years and clouds use.</summary>
public static class FunctionIdentityReader
{
    public static FunctionIdentity Read(AttributeLookup attribute, AttributeLookup resource)
    {
        var arn = LambdaArn.Parse(resource("cloud.resource_id") ?? resource("faas.id") ?? attribute("cloud.resource_id") ?? attribute("faas.id"));
        var provider = Known(resource("cloud.provider") ?? resource("faas.invoked_provider")) ?? (arn is null ? "" : "aws");
        return new FunctionIdentity(
            provider,
            Known(resource("cloud.account.id")) ?? arn?.Account ?? "",
            Known(resource("cloud.region") ?? resource("faas.invoked_region")) ?? arn?.Region ?? "",
            resource("deployment.environment.name") ?? resource("deployment.environment") ?? "",
            Name(attribute, resource, provider, arn));
    }

    private static string Name(AttributeLookup attribute, AttributeLookup resource, string provider, LambdaArn? arn)
    {
        var service = Known(resource("service.name"));
        var name = Known(attribute("faas.name")) ?? Known(resource("faas.name")) ?? arn?.Function;
        if (name is null)
        {
            return service ?? "unknown_service";
        }
        // An Azure function app holds several functions; a bare function name is unique only within its app.
        return provider == "azure" && service is not null && service != name && !name.Contains('/') ? $"{service}/{name}" : name;
    }

    private static string? Known(string? value) => string.IsNullOrEmpty(value) ? null : value;
}

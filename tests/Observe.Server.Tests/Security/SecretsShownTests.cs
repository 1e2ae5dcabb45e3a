using System.Text;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Observe.Server.Tests.Fakes;

namespace Observe.Server.Tests.Security;

public sealed class SecretsShownTests
{
    private const string AdminPassword = "correct-horse-staple";
    private const string IngestKey = "ingest-key-of-the-options";
    private const string MasterKey = "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=";

    /// <summary>What never ends by itself.</summary>
    private static readonly string[] Endless = ["/api/v1/tail", "/_blazor"];

    [Fact]
    public async Task Get_EveryPathAsAdmin_ShowsNoSecretOfTheOptions()
    {
        await using var server = await RunningServer.StartAsync(
            "--Observe:Security:AdminUser=root", $"--Observe:Security:AdminPassword={AdminPassword}", $"--Observe:Security:MasterKey={MasterKey}", $"--Observe:Collector:IngestKey={IngestKey}");
        using var client = server.Client();
        client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"root:{AdminPassword}")));
        var paths = server.Provider.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is not { Count: > 0 } methods || methods.Contains("GET"))
            .Where(endpoint => !endpoint.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor"))
            .Select(PathOf).Distinct().Where(path => !Endless.Any(endless => path.StartsWith(endless, StringComparison.Ordinal))).ToList();

        Assert.True(paths.Count > 50);
        foreach (var path in paths)
        {
            using var response = await client.GetAsync(path);
            var text = $"{response.Headers}{response.Content.Headers}{await response.Content.ReadAsStringAsync()}";
            Assert.All(new[] { AdminPassword, IngestKey, MasterKey }, secret => Assert.False(text.Contains(secret, StringComparison.Ordinal), $"{path} shows {secret}."));
        }
    }

    private static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part is RoutePatternLiteralPart literal ? literal.Content : part is RoutePatternSeparatorPart separator ? separator.Content : "v1"))));
}

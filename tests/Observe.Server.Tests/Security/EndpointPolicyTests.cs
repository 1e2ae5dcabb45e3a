using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Authorization.Policy;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Observe.Server.Security;
using Observe.Server.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Server.Tests.Security;

/// <summary>Every endpoint that is mapped, be it of a page, of the API or of the pages' connection, called by everybody.</summary>
public sealed class EndpointPolicyTests : IAsyncLifetime
{
    private const string Password = "correct horse battery";

    /// <summary>What people who are not signed in may call; whatever else is added here is a decision.</summary>
    private static readonly string[] Anonymous = ["/healthz/live", "/healthz/ready", "/sign-in", "/sign-in/provider", "/invitation", "/set-up"];

    /// <summary>Where files are developed, those that come after the start; ASP.NET maps it beside all that can be said of it, so the policy of what says nothing holds.</summary>
    private const string DevelopedFiles = "Fallback {**path:file}";

    /// <summary>What the tests' server answers in place of running an endpoint.</summary>
    private const HttpStatusCode LetIn = HttpStatusCode.NoContent;

    private RunningServer _server = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync(StopAfterAuthorization, [.. RunningServer.WithAdministrator]);
        var accounts = _server.Provider.GetRequiredService<AccountStore>();
        foreach (var role in AccountRoles.All)
        {
            await accounts.AddAsync(role.Name(), role, PasswordHash.Of(Password), CancellationToken.None);
        }
        await _server.Accounts.RefreshAsync(CancellationToken.None);
    }

    public Task DisposeAsync() => _server.DisposeAsync().AsTask();

    [Fact]
    public void Endpoints_All_DeclareTheirPolicy()
    {
        var endpoints = Endpoints();

        Assert.True(endpoints.Count > 100);
        Assert.Equal(Anonymous.Order(), endpoints.Where(IsAnonymous).Select(PathOf).Distinct().Order());
        Assert.All(endpoints.Where(endpoint => !IsAnonymous(endpoint) && endpoint.DisplayName != DevelopedFiles), endpoint => Assert.True(
            RoleOf(endpoint) is not null, $"{endpoint.DisplayName} ({PathOf(endpoint)}) declares no role."));
    }

    [Fact]
    public async Task Endpoints_CalledByEachRoleAndNobody_AreOpenFromTheirRoleUpwards()
    {
        var keys = _server.Provider.GetRequiredService<ApiKeyStore>();
        var callers = new List<(string Name, AccountRole? Role, bool IsKey, HttpClient Client)> { ("nobody", null, false, _server.Client()) };
        foreach (var role in AccountRoles.All)
        {
            callers.Add((role.Name(), role, false, _server.Client()));
            callers[^1].Client.DefaultRequestHeaders.Authorization =
                new AuthenticationHeaderValue("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{role.Name()}:{Password}")));
        }
        foreach (var (scope, role) in new (string, AccountRole?)[] { (ApiKeyScopes.Ingest, null), (ApiKeyScopes.Read, AccountRole.Viewer), (ApiKeyScopes.Admin, AccountRole.Admin) })
        {
            callers.Add(($"a key for {scope}", role, true, _server.Client()));
            callers[^1].Client.DefaultRequestHeaders.Add("x-api-key", (await keys.AddAsync(scope, [scope], CancellationToken.None))!.Secret);
        }
        await _server.Provider.GetRequiredService<ApiKeyRing>().RefreshAsync(CancellationToken.None);

        var wrong = new List<string>();
        foreach (var (method, path, role) in Calls())
        {
            foreach (var caller in callers)
            {
                var mayEnter = caller.Role >= role && (!caller.IsKey || path.StartsWith("/api/", StringComparison.Ordinal)
                    || path.StartsWith("/openapi/", StringComparison.Ordinal) || path == "/metrics");
                var expected = mayEnter ? LetIn : caller.Name == "nobody" ? HttpStatusCode.Unauthorized : HttpStatusCode.Forbidden;
                using var request = new HttpRequestMessage(new HttpMethod(method), path);
                using var response = await caller.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
                if (response.StatusCode != expected)
                {
                    wrong.Add($"{method} {path} by {caller.Name}: {response.StatusCode}, expected {expected}");
                }
            }
        }
        callers.ForEach(caller => caller.Client.Dispose());

        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(40)));
    }

    [Fact]
    public async Task Pages_All_CarryTheSecurityHeaders()
    {
        using var client = _server.AsAdministrator();
        var pages = Endpoints().Where(endpoint => endpoint.Metadata.Any(item => item.GetType().Name == "ComponentTypeMetadata"))
            .Select(PathOf).Concat(Anonymous).Distinct().ToList();

        Assert.True(pages.Count >= 10 + Anonymous.Length);
        foreach (var page in pages)
        {
            using var response = await client.GetAsync(page);
            var policy = string.Join("; ", response.Headers.GetValues("Content-Security-Policy"));
            Assert.Contains("script-src 'self';", policy, StringComparison.Ordinal);
            Assert.Contains("frame-ancestors 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe-eval", policy, StringComparison.Ordinal);
            Assert.Equal("nosniff", response.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("same-origin", response.Headers.GetValues("Cross-Origin-Opener-Policy").Single());
            Assert.Contains("camera=()", response.Headers.GetValues("Permissions-Policy").Single(), StringComparison.Ordinal);
            var html = await response.Content.ReadAsStringAsync();
            Assert.DoesNotMatch("<script(?![^>]* src=)[^>]*>|\\son[a-z]+=\"", html);
        }
    }

    /// <summary>Who comes so far has passed; what the endpoint would do is the question of other tests, and many need an engine.</summary>
    private static void StopAfterAuthorization(IServiceCollection services)
    {
        var real = services.Last(service => service.ServiceType == typeof(IAuthorizationMiddlewareResultHandler)).ImplementationType!;
        services.AddSingleton<IAuthorizationMiddlewareResultHandler>(provider =>
            new Stop((IAuthorizationMiddlewareResultHandler)ActivatorUtilities.CreateInstance(provider, real)));
    }

    private List<RouteEndpoint> Endpoints() =>
        [.. _server.Provider.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().Distinct()];

    /// <summary>Each path with a word in place of its parameters; of the many files a few.</summary>
    private IEnumerable<(string Method, string Path, AccountRole Role)> Calls()
    {
        var files = 0;
        foreach (var endpoint in Endpoints().Where(endpoint => !IsAnonymous(endpoint)))
        {
            var methods = endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()?.HttpMethods is { Count: > 0 } named ? named : ["GET"];
            var isFile = endpoint.Metadata.Any(item => item.GetType().Name == "StaticAssetDescriptor");
            if (!isFile || files++ < 5)
            {
                foreach (var method in methods.Where(method => method is not ("HEAD" or "CONNECT")))
                {
                    yield return (method, PathOf(endpoint), RoleOf(endpoint) ?? AccountRole.Viewer);
                }
            }
        }
    }

    private static bool IsAnonymous(Endpoint endpoint) => endpoint.Metadata.GetMetadata<IAllowAnonymous>() is not null;

    private static AccountRole? RoleOf(Endpoint endpoint) => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()
        .Select(data => AccountRoles.All.Where(role => RolePolicies.Name(role) == data.Policy).Select(role => (AccountRole?)role).FirstOrDefault()).Max();

    private static string PathOf(RouteEndpoint endpoint) => "/" + string.Join('/', endpoint.RoutePattern.PathSegments.Select(segment =>
        string.Concat(segment.Parts.Select(part => part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternLiteralPart literal ? literal.Content
            : part is Microsoft.AspNetCore.Routing.Patterns.RoutePatternSeparatorPart separator ? separator.Content : "v1"))));

    private sealed class Stop(IAuthorizationMiddlewareResultHandler real) : IAuthorizationMiddlewareResultHandler
    {
        public Task HandleAsync(RequestDelegate next, HttpContext context, AuthorizationPolicy policy, PolicyAuthorizationResult authorizeResult) => real.HandleAsync(
            stopped =>
            {
                stopped.Response.StatusCode = (int)LetIn;
                return Task.CompletedTask;
            },
            context, policy, authorizeResult);
    }
}

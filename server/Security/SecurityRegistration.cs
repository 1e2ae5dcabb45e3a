using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;
using Observe.Storage.Config;

namespace Observe.Server.Security;

/// <summary>Who may come in, and what they may do.</summary>
public static class SecurityRegistration
{
    /// <param name="addresses">All that are bound, those of the receivers too.</param>
    public static void AddObserveSecurity(this WebApplicationBuilder builder, string serverUrl, IReadOnlyList<string> addresses, string dataDirectory)
    {
        var options = builder.Configuration.GetSection(SecurityOptions.Section).Get<SecurityOptions>() ?? new();
        builder.Services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SecurityOptions>, SecurityOptionsValidator>();
        builder.Services.AddSingleton(new RequestGuardSettings(
            ListenAddress.IsLoopback(serverUrl), addresses.Any(address => !ListenAddress.IsLoopback(address)), options.HasAdministrator));
        var isHttps = serverUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        builder.Services.AddSingleton<ServerMetrics>();
        builder.Services.AddSingleton<SignInAttempts>();
        builder.Services.AddKeyRing(options, dataDirectory);
        builder.Services.AddAntiforgery(antiforgery => SessionCookie.Name(antiforgery.Cookie, "observe.antiforgery", isHttps));
        if (options.HasAdministrator)
        {
            builder.Services.AddSingleton(new ReservedName(options.AdminUser));
        }
        AddPeople(builder.Services);
        AddSchemes(builder.Services, isHttps);
        builder.Services.AddAuthorization();
        builder.Services.AddRolePolicies();
    }

    public static void UseObserveSecurity(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseMiddleware<RequestGuard>();
        app.UseMiddleware<SetUpGate>();
        app.UseAuthentication();
        app.UseMiddleware<AuditGate>();
        app.UseAuthorization();
        app.UseMiddleware<HubGate>();
        app.UseAntiforgery();
    }

    private static void AddPeople(IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<SecurityOptions>>().Value;
            return new AdministratorOption(options.HasAdministrator ? new Administrator(options.AdminUser, options.ReadPassword()) : null);
        });
        services.AddSingleton<AccessState>();
        services.AddSingleton<People>();
        services.AddSingleton<Sessions>();
        services.AddSingleton<OpenHubs>();
        services.AddSingleton<SetUp>();
        services.AddHostedService<SetUpNotice>();
    }

    private static void AddSchemes(IServiceCollection services, bool isHttps)
    {
        const string Any = "Any";
        services.AddAuthentication(Any)
            .AddPolicyScheme(Any, null, policy =>
            {
                policy.ForwardDefaultSelector = SchemeOf;
                policy.ForwardChallenge = SessionCookie.Scheme;
            })
            .AddCookie(SessionCookie.Scheme, options => SessionCookie.Configure(options, isHttps))
            .AddScheme<AuthenticationSchemeOptions, OpenScheme>(OpenScheme.Name, null)
            .AddScheme<AuthenticationSchemeOptions, BasicScheme>(BasicScheme.Name, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyScheme>(ApiKeyScheme.Name, null);
    }

    private static string SchemeOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<AccessState>().IsOpen ? OpenScheme.Name
        : context.Request.Headers.Authorization.ToString().StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? BasicScheme.Name
        : ApiKeyScheme.Shown(context.Request).Length > 0 ? ApiKeyScheme.Name
        : SessionCookie.Scheme;
}

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
            ListenAddress.IsLoopback(serverUrl), addresses.Any(address => !ListenAddress.IsLoopback(address)),
            options.HasAdministrator || options.OpenIdConnect.GivesAdmins, options.OpenIdConnect.IsOn));
        var address = new PublicAddress((builder.Configuration.GetSection(Alerts.LinkOptions.Section).Get<Alerts.LinkOptions>() ?? new()).PublicUrl.TrimEnd('/'));
        builder.Services.AddSingleton(address);
        var isHttps = address.IsHttps || serverUrl.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        builder.Services.AddSingleton<ServerMetrics>();
        builder.Services.AddSingleton<SignInAttempts>();
        builder.Services.AddKeyRing(options, dataDirectory);
        builder.Services.AddAntiforgery(antiforgery => SessionCookie.Name(antiforgery.Cookie, "observe.antiforgery", isHttps));
        builder.Services.AddSingleton(new AccountRules(options.AdminUser, options.LocalAccounts));
        AddPeople(builder.Services);
        AddSchemes(builder.Services, options, isHttps);
        builder.Services.AddAuthorization();
        builder.Services.AddRolePolicies();
    }

    public static void UseObserveSecurity(this WebApplication app)
    {
        if (app.Services.GetRequiredService<PublicAddress>().IsHttps)
        {
            // A proxy in front ends TLS: cookies are to be for TLS only, and addresses to say https.
            app.Use((context, next) =>
            {
                context.Request.Scheme = Uri.UriSchemeHttps;
                return next(context);
            });
        }
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
        services.AddSingleton<IdentityProvider>();
        services.AddSingleton<IdentityProviderEvents>();
        services.AddSingleton<OpenHubs>();
        services.AddSingleton<SetUp>();
        services.AddHostedService<SetUpNotice>();
    }

    private static void AddSchemes(IServiceCollection services, SecurityOptions security, bool isHttps)
    {
        const string Any = "Any";
        var schemes = services.AddAuthentication(Any)
            .AddPolicyScheme(Any, null, policy =>
            {
                policy.ForwardDefaultSelector = SchemeOf;
                policy.ForwardChallenge = SessionCookie.Scheme;
            })
            .AddCookie(SessionCookie.Scheme, options => SessionCookie.Configure(options, security, isHttps))
            .AddScheme<AuthenticationSchemeOptions, OpenScheme>(OpenScheme.Name, null)
            .AddScheme<AuthenticationSchemeOptions, BasicScheme>(BasicScheme.Name, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyScheme>(ApiKeyScheme.Name, null);
        if (security.OpenIdConnect.IsOn)
        {
            schemes.AddOpenIdConnect(IdentityProvider.Scheme, options => IdentityProvider.Configure(options, security.OpenIdConnect, isHttps));
        }
    }

    private static string SchemeOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<AccessState>().IsOpen ? OpenScheme.Name
        : context.Request.Headers.Authorization.ToString().StartsWith("Basic ", StringComparison.OrdinalIgnoreCase) ? BasicScheme.Name
        : ApiKeyScheme.Shown(context.Request).Length > 0 ? ApiKeyScheme.Name
        : SessionCookie.Scheme;
}

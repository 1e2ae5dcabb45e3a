using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.Extensions.Options;

namespace Observe.Server.Security;

/// <summary>Open on loopback, or one administrator: decided once, at start.</summary>
public static class SecurityRegistration
{
    public static void AddObserveSecurity(this WebApplicationBuilder builder, string serverUrl, string dataDirectory)
    {
        var options = builder.Configuration.GetSection(SecurityOptions.Section).Get<SecurityOptions>() ?? new();
        builder.Services.AddOptions<SecurityOptions>().BindConfiguration(SecurityOptions.Section).ValidateOnStart();
        builder.Services.AddSingleton<IValidateOptions<SecurityOptions>, SecurityOptionsValidator>();
        builder.Services.AddSingleton(new RequestGuardSettings(ListenAddress.IsLoopback(serverUrl), !options.HasAdministrator));
        builder.Services.AddSingleton<ServerMetrics>();
        builder.Services.AddSingleton<SignInAttempts>();
        builder.Services.AddKeyRing(options, dataDirectory);
        builder.Services.AddAntiforgery(antiforgery => antiforgery.Cookie.Name = "observe.antiforgery");
        builder.Services.AddAuthorization();
        builder.Services.AddAuthentication();
        if (options.HasAdministrator)
        {
            AddAdministrator(builder.Services);
        }
    }

    public static void UseObserveSecurity(this WebApplication app)
    {
        app.UseSecurityHeaders();
        app.UseMiddleware<RequestGuard>();
        app.UseAuthentication();
        app.UseAuthorization();
        app.UseAntiforgery();
    }

    private static void AddAdministrator(IServiceCollection services)
    {
        services.AddSingleton(provider =>
        {
            var options = provider.GetRequiredService<IOptions<SecurityOptions>>().Value;
            return new Administrator(options.AdminUser, options.ReadPassword());
        });
        const string Either = "SessionOrBasic";
        services.AddAuthentication(Either)
            .AddPolicyScheme(Either, null, policy =>
            {
                policy.ForwardDefaultSelector = context =>
                    context.Request.Headers.Authorization.ToString().StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
                        ? BasicScheme.Name
                        : ApiKeyScheme.Shown(context.Request).Length > 0 ? ApiKeyScheme.Name : SessionCookie.Scheme;
                policy.ForwardChallenge = SessionCookie.Scheme;
            })
            .AddCookie(SessionCookie.Scheme, SessionCookie.Configure)
            .AddScheme<AuthenticationSchemeOptions, BasicScheme>(BasicScheme.Name, null)
            .AddScheme<AuthenticationSchemeOptions, ApiKeyScheme>(ApiKeyScheme.Name, null);
        services.Configure<AuthorizationOptions>(authorization =>
            authorization.FallbackPolicy = new AuthorizationPolicyBuilder(Either)
                .RequireAuthenticatedUser()
                .RequireAssertion(asked => asked.Resource is not HttpContext context || ApiKeyScheme.Allows(asked.User, context.Request))
                .Build());
    }
}

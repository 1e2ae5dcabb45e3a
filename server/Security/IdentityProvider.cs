using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.Extensions.Options;
using Microsoft.IdentityModel.Protocols.OpenIdConnect;
using Microsoft.IdentityModel.Tokens;

namespace Observe.Server.Security;

/// <summary>The provider of identities that the options name: where people are sent to, and what of its answers is taken.</summary>
public sealed partial class IdentityProvider(
    IOptions<SecurityOptions> options, IOptionsMonitor<OpenIdConnectOptions> handlers, PublicAddress address, ILogger<IdentityProvider> logger)
{
    public const string Scheme = "Provider";
    public const string IdToken = "id_token";
    public const string CallbackPath = "/sign-in/provider/callback";

    // A longer one would make the session's cookie too large for some proxies; it is a hint only.
    private const int MaxIdToken = 2_048;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public bool IsOn => options.Value.OpenIdConnect.IsOn;

    public string Name => options.Value.OpenIdConnect.Name;

    /// <summary>The provider's own description; null when it cannot be had now.</summary>
    public async Task<OpenIdConnectConfiguration?> FindAsync(CancellationToken cancellationToken)
    {
        if (!IsOn)
        {
            return null;
        }
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Patience);
        try
        {
            return await handlers.Get(Scheme).ConfigurationManager!.GetConfigurationAsync(limit.Token);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            Log.Away(logger, exception);
            return null;
        }
    }

    /// <summary>Where the provider ends its own session of whoever signs out; null when it does not say, or cannot be reached.</summary>
    public async Task<Uri?> FindEndAsync(string idToken, HttpContext context)
    {
        if (await FindAsync(context.RequestAborted) is not { EndSessionEndpoint: { Length: > 0 } endpoint }
            || !Uri.TryCreate(endpoint, UriKind.Absolute, out var url) || url.Scheme is not ("https" or "http"))
        {
            return null;
        }
        var query = QueryString.Create("id_token_hint", idToken).Add("client_id", options.Value.OpenIdConnect.ClientId)
            .Add("post_logout_redirect_uri", address.Of(context, SignInEndpoints.Path)).Value!;
        return new UriBuilder(url) { Query = url.Query.Length > 1 ? $"{url.Query}&{query[1..]}" : query }.Uri;
    }

    /// <summary>Code flow with PKCE; nothing of the provider's but the token that hints at its session is kept.</summary>
    public static void Configure(OpenIdConnectOptions handler, IdentityProviderOptions options, bool isHttps)
    {
        handler.Authority = options.Authority;
        handler.RequireHttpsMetadata = options.Authority.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        handler.ClientId = options.ClientId;
        handler.ClientSecret = options.ClientSecret.Length > 0 ? options.ClientSecret : null;
        handler.ResponseType = OpenIdConnectResponseType.Code;
        // By the address and not by a form of the provider's page: cookies stay SameSite=Lax, and another site's form stays refused.
        handler.ResponseMode = OpenIdConnectResponseMode.Query;
        handler.UsePkce = true;
        handler.SignInScheme = SessionCookie.Scheme;
        handler.CallbackPath = CallbackPath;
        // Whoever embeds an address in a page could end sessions with it.
        handler.RemoteSignOutPath = default;
        handler.SignedOutCallbackPath = default;
        handler.Scope.Clear();
        foreach (var scope in options.Scopes.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            handler.Scope.Add(scope);
        }
        handler.MapInboundClaims = false;
        handler.GetClaimsFromUserInfoEndpoint = true;
        handler.ClaimActions.MapJsonKey(options.RoleClaim, options.RoleClaim);
        handler.ClaimActions.MapJsonKey(options.NameClaim, options.NameClaim);
        handler.SaveTokens = false;
        handler.DisableTelemetry = true;
        // Keys of the provider's only: never "none", and never a secret that a public key would be taken for.
        handler.TokenValidationParameters.ValidAlgorithms =
        [
            SecurityAlgorithms.RsaSha256, SecurityAlgorithms.RsaSha384, SecurityAlgorithms.RsaSha512,
            SecurityAlgorithms.RsaSsaPssSha256, SecurityAlgorithms.RsaSsaPssSha384, SecurityAlgorithms.RsaSsaPssSha512,
            SecurityAlgorithms.EcdsaSha256, SecurityAlgorithms.EcdsaSha384, SecurityAlgorithms.EcdsaSha512,
        ];
        handler.RemoteAuthenticationTimeout = TimeSpan.FromMinutes(10);
        handler.Backchannel = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) })
        {
            Timeout = Patience,
            MaxResponseContentBufferSize = 1024 * 1024,
        };
        // Of a visit to the provider: gone when it is over.
        foreach (var (cookie, name) in new[] { (handler.CorrelationCookie, "observe.correlation."), (handler.NonceCookie, "observe.nonce.") })
        {
            SessionCookie.Name(cookie, name, isHttps);
            cookie.HttpOnly = true;
            cookie.SameSite = SameSiteMode.Lax;
        }
        handler.EventsType = typeof(IdentityProviderEvents);
    }

    /// <summary>Kept for the end of the session.</summary>
    public static void Keep(AuthenticationProperties? properties, string? idToken)
    {
        if (idToken is { Length: > 0 and <= MaxIdToken })
        {
            properties?.StoreTokens([new AuthenticationToken { Name = IdToken, Value = idToken }]);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "The provider of identities cannot be asked for its configuration")]
        public static partial void Away(ILogger logger, Exception exception);
    }
}

using System.Net.Http.Headers;
using System.Text;
using System.Text.Encodings.Web;
using Microsoft.AspNetCore.Authentication;
using Microsoft.Extensions.Options;

namespace Observe.Server.Security;

/// <summary>HTTP Basic for programs that call the API.</summary>
public sealed class BasicScheme(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory loggers,
    UrlEncoder encoder,
    People people,
    SignInAttempts attempts)
    : AuthenticationHandler<AuthenticationSchemeOptions>(options, loggers, encoder)
{
    public const string Name = "Basic";

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (!TryReadCredentials(Request.Headers.Authorization, out var user, out var password))
        {
            return AuthenticateResult.NoResult();
        }
        var principal = people.SignInAgain(user, password, Name);
        if (principal is null && attempts.TryTake(Context.Connection.RemoteIpAddress))
        {
            principal = await people.SignInAsync(user, password, Name, Context.RequestAborted);
        }
        return principal is null
            ? AuthenticateResult.Fail("The name or the password is wrong.")
            : AuthenticateResult.Success(new AuthenticationTicket(principal, Name));
    }

    private static bool TryReadCredentials(string? header, out string user, out string password)
    {
        (user, password) = ("", "");
        if (!AuthenticationHeaderValue.TryParse(header, out var value)
            || !value.Scheme.Equals(Name, StringComparison.OrdinalIgnoreCase))
        {
            return false;
        }
        var bytes = new byte[value.Parameter?.Length ?? 0];
        if (!Convert.TryFromBase64String(value.Parameter ?? "", bytes, out var length))
        {
            return false;
        }
        var pair = Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2);
        if (pair.Length != 2)
        {
            return false;
        }
        (user, password) = (pair[0], pair[1]);
        return true;
    }
}

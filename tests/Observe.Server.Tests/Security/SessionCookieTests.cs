using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Http;
using Observe.Server.Security;

namespace Observe.Server.Tests.Security;

public sealed class SessionCookieTests
{
    [Theory]
    [InlineData(true, "__Host-observe.session", CookieSecurePolicy.Always)]
    [InlineData(false, "observe.session", CookieSecurePolicy.SameAsRequest)]
    public void Configure_OverTls_HasThePrefixAndIsSecure(bool isHttps, string name, CookieSecurePolicy secure)
    {
        var options = new CookieAuthenticationOptions();

        SessionCookie.Configure(options, new SecurityOptions(), isHttps);

        Assert.Equal((name, secure, "/", true, SameSiteMode.Lax), (options.Cookie.Name, options.Cookie.SecurePolicy, options.Cookie.Path, options.Cookie.HttpOnly, options.Cookie.SameSite));
        Assert.Null(options.Cookie.Domain);
        Assert.False(options.SlidingExpiration);
    }
}

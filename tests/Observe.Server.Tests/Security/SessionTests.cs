using System.Globalization;
using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.DependencyInjection;
using Observe.Server.Security;
using Observe.Server.Tests.Fakes;

namespace Observe.Server.Tests.Security;

public sealed class SessionTests
{
    [Fact]
    public async Task IsGood_AfterItsTime_IsFalse()
    {
        await using var server = await RunningServer.StartAsync([.. RunningServer.WithAdministrator, "--Observe:Security:SessionLifetime=00:05:00"]);
        var sessions = server.Provider.GetRequiredService<Sessions>();
        var root = server.Provider.GetRequiredService<AdministratorOption>().Administrator!;
        var properties = new AuthenticationProperties();
        var user = sessions.Begin(SessionClaims.Of(root, SessionCookie.Scheme), properties);
        var until = long.Parse(user.FindFirstValue(SessionClaims.Until)!, CultureInfo.InvariantCulture);

        Assert.InRange(until - TimeProvider.System.GetUtcNow().ToUnixTimeSeconds(), 290, 301);
        Assert.True(sessions.IsGood(user));
        Assert.False(sessions.IsGood(Ending(root, until: TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))));
        Assert.False(sessions.IsGood(Ending(root, until: "never")));
    }

    [Theory]
    [InlineData("00:00:00", 12, false)]
    [InlineData("01:00:00", 1, true)]
    [InlineData("13:00:00", 12, false)]
    public void Configure_Idle_RenewsWhatIsUsed(string idle, int hours, bool isRenewed)
    {
        var options = new CookieAuthenticationOptions();

        SessionCookie.Configure(options, new SecurityOptions { SessionIdle = TimeSpan.Parse(idle, CultureInfo.InvariantCulture) }, isHttps: true);

        Assert.Equal((TimeSpan.FromHours(hours), isRenewed), (options.ExpireTimeSpan, options.SlidingExpiration));
    }

    private static ClaimsPrincipal Ending(Administrator root, string until)
    {
        var user = SessionClaims.Of(root, SessionCookie.Scheme);
        ((ClaimsIdentity)user.Identity!).AddClaim(new Claim(SessionClaims.Until, until));
        return user;
    }
}

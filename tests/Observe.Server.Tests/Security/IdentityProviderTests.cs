using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Observe.Server.Security;
using Observe.Server.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Server.Tests.Security;

/// <summary>Sign-in by OpenID Connect, against a provider that is not ours.</summary>
public sealed partial class IdentityProviderTests(LocalProvider provider) : IClassFixture<LocalProvider>
{

    [Theory]
    [InlineData("ada", "observe-admins", "admin", HttpStatusCode.BadRequest, HttpStatusCode.OK)]
    [InlineData("ed", "observe-editors", "editor", HttpStatusCode.BadRequest, HttpStatusCode.Forbidden)]
    [InlineData("vi", "observe-viewers", "viewer", HttpStatusCode.Forbidden, HttpStatusCode.Forbidden)]
    public async Task SignIn_ValueOfARole_HasIt(string name, string group, string role, HttpStatusCode edit, HttpStatusCode administer)
    {
        await provider.PutAsync(name, "staff", group);
        await using var server = await StartAsync();
        using var visitor = new Visitor(server.Address);

        using var read = await visitor.SignInAsync(name);

        Assert.Equal((HttpStatusCode.OK, "/api/v1/traces"), (read.StatusCode, visitor.At.AbsolutePath));
        Assert.Equal(edit, (await visitor.Client.PostAsJsonAsync("/api/v1/alerts/rules", new { name = "" })).StatusCode);
        Assert.Equal(administer, (await visitor.Client.GetAsync("/api/v1/users")).StatusCode);
        var signIn = server.Audit.Rows[0];
        Assert.Equal((name, "session", AuditActions.SignIn, false, $"by Staff: {role}"), (signIn.Actor, signIn.Kind, signIn.Action, signIn.IsRefused, signIn.Detail));
        var user = await server.AsAdministrator().GetFromJsonAsync<JsonElement>("/api/v1/users");
        Assert.Equal((name, role, true, false), user.GetProperty("items").EnumerateArray().Select(item => (
            item.GetProperty("name").GetString(), item.GetProperty("role").GetString(), item.GetProperty("ofProvider").GetBoolean(), item.GetProperty("hasPassword").GetBoolean())).Single());
        // Nothing of the visit stays in the browser but the session.
        Assert.Equal(["observe.session"], visitor.Cookies.GetCookies(server.Address).Select(cookie => cookie.Name).Where(cookie => cookie.StartsWith("observe.", StringComparison.Ordinal) && !cookie.Contains("antiforgery", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task SignIn_NoValueOfARole_IsRefusedWithItsReason()
    {
        await provider.PutAsync("nina", "staff");
        await using var server = await StartAsync();
        using var visitor = new Visitor(server.Address);

        using var refused = await visitor.SignInAsync("nina");

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("Staff knows you as nina, but nothing it says gives you a role here.", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.Equal(("nina", true, "by Staff: no role"), server.Audit.Rows.Select(row => (row.Actor, row.IsRefused, row.Detail)).Single());
        Assert.Empty(server.Documents.Bodies);
    }

    [Fact]
    public async Task SignIn_DefaultRole_IsThatOfWhomNothingIsSaid()
    {
        await provider.PutAsync("nils");
        await using var server = await StartAsync("--Observe:Security:OpenIdConnect:DefaultRole=viewer");
        using var visitor = new Visitor(server.Address);

        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync("nils")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await visitor.Client.GetAsync("/api/v1/users")).StatusCode);
    }

    [Fact]
    public async Task SignIn_StateThatWasChanged_IsRefused()
    {
        await provider.PutAsync("ada", "observe-admins");
        await using var server = await StartAsync();
        using var visitor = new Visitor(server.Address);

        using var refused = await visitor.SignInAsync("ada", change: at => at.AbsolutePath == IdentityProvider.CallbackPath ? new Uri(at.AbsoluteUri.Replace("state=", "state=x", StringComparison.Ordinal)) : at);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Contains("did not begin in this browser", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Client.GetAsync("/api/v1/traces")).StatusCode);
        Assert.True(server.Audit.Rows.Single().IsRefused);
    }

    [Fact]
    public async Task SignIn_AnswerThatAnotherBrowserAskedFor_IsRefused()
    {
        await provider.PutAsync("ada", "observe-admins");
        await using var server = await StartAsync();
        using var attacker = new Visitor(server.Address);
        using var victim = new Visitor(server.Address);
        Uri? answer = null;
        await attacker.SignInAsync("ada", change: at => at.AbsolutePath == IdentityProvider.CallbackPath ? new Uri(server.Address, "/healthz/live?" + (answer = at)) : at);

        using var refused = await victim.GoAsync(answer!);

        Assert.Equal(HttpStatusCode.BadRequest, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await victim.Client.GetAsync("/api/v1/traces")).StatusCode);
    }

    [Fact]
    public async Task SignIn_CodeOfSomebodyElse_IsRefused()
    {
        await provider.PutAsync("ada", "observe-admins");
        await using var server = await StartAsync();
        using var visitor = new Visitor(server.Address);

        using var refused = await visitor.SignInAsync("ada", change: at => at.AbsolutePath == IdentityProvider.CallbackPath ? new Uri(CodeValue().Replace(at.AbsoluteUri, "code=guessed")) : at);

        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Client.GetAsync("/api/v1/traces")).StatusCode);
    }

    [Fact]
    public async Task SignIn_CancelledAtTheProvider_SaysSo()
    {
        await using var server = await StartAsync();
        using var visitor = new Visitor(server.Address);
        using var form = await visitor.GoAsync(new Uri(server.Address, "/sign-in/provider"));

        using var refused = await visitor.GoAsync(new Uri(visitor.At, visitor.At.AbsolutePath + "/abort"));

        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Contains("Staff did not let you in", await refused.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("by Staff: denied at the provider", server.Audit.Rows.Single().Detail);
    }

    [Fact]
    public async Task SignOut_SessionOfTheProvider_EndsThereToo()
    {
        await provider.PutAsync("ada", "observe-admins");
        await using var server = await StartAsync();
        using var visitor = new Visitor(server.Address);
        await visitor.SignInAsync("ada");
        using var thief = new Visitor(server.Address);
        thief.Cookies.Add(visitor.Cookies.GetCookies(server.Address));
        Assert.Equal(HttpStatusCode.OK, (await thief.Client.GetAsync("/api/v1/traces")).StatusCode);

        using var page = await visitor.Client.PostAsync("/sign-out", null);
        var onward = Refresh().Match(await page.Content.ReadAsStringAsync()).Groups["url"].Value;
        using var question = await visitor.GoAsync(new Uri(WebUtility.HtmlDecode(onward)));
        using var back = await visitor.FillAsync(question, null, ("logout", "yes"));

        Assert.Equal(new Uri(server.Address, "/sign-in"), new Uri(visitor.At.GetLeftPart(UriPartial.Path)));
        Assert.Equal(HttpStatusCode.Unauthorized, (await thief.Client.GetAsync("/api/v1/traces")).StatusCode);
        // Of whom the provider still has a session it asks nothing.
        using var again = await visitor.GoAsync(new Uri(server.Address, "/sign-in/provider"));
        Assert.Equal(provider.Address.Port, visitor.At.Port);
        Assert.Contains("name=\"login\"", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_AnotherRoleThanBefore_EndsTheFormerSessions()
    {
        await provider.PutAsync("cy", "observe-admins");
        await using var server = await StartAsync();
        using var before = new Visitor(server.Address);
        await before.SignInAsync("cy");
        using var same = new Visitor(server.Address);
        await same.SignInAsync("cy");
        Assert.Equal(HttpStatusCode.OK, (await before.Client.GetAsync("/api/v1/users")).StatusCode);
        await provider.PutAsync("cy", "observe-viewers");
        using var after = new Visitor(server.Address);

        await after.SignInAsync("cy");

        Assert.Equal(HttpStatusCode.Unauthorized, (await before.Client.GetAsync("/api/v1/users")).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await after.Client.GetAsync("/api/v1/users")).StatusCode);
    }

    [Fact]
    public async Task Account_OfTheProvider_IsDisabledHereAndChangedThere()
    {
        await provider.PutAsync("dee", "observe-editors");
        await using var server = await StartAsync();
        using var visitor = new Visitor(server.Address);
        await visitor.SignInAsync("dee");
        using var root = server.AsAdministrator();
        var users = await root.GetFromJsonAsync<JsonElement>("/api/v1/users");
        var path = $"/api/v1/users/{Uri.EscapeDataString(users.GetProperty("items")[0].GetProperty("id").GetString()!)}";

        using var promoted = await root.PutAsJsonAsync(path, new { role = "admin", disabled = false });
        using var invited = await root.PostAsync(path + "/invitation", null);
        using var disabled = await root.PutAsJsonAsync(path, new { role = "editor", disabled = true });

        Assert.Equal((HttpStatusCode.Conflict, HttpStatusCode.NotFound, HttpStatusCode.OK), (promoted.StatusCode, invited.StatusCode, disabled.StatusCode));
        Assert.Equal(HttpStatusCode.Unauthorized, (await visitor.Client.GetAsync("/api/v1/traces")).StatusCode);
        // The provider still knows the browser, and sends it back at once.
        using var again = await visitor.GoAsync(new Uri(server.Address, "/sign-in/provider"));
        Assert.Equal(HttpStatusCode.Forbidden, again.StatusCode);
        Assert.Contains("an admin disabled the account", await again.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task SignIn_ProviderAway_SaysSoAndTakesPasswords()
    {
        await using var server = await StartAsync("--Observe:Security:OpenIdConnect:Authority=http://127.0.0.1:9");
        using var visitor = new Visitor(server.Address);

        using var away = await visitor.GoAsync(new Uri(server.Address, "/sign-in/provider"));

        Assert.Equal(HttpStatusCode.BadGateway, away.StatusCode);
        Assert.Contains("Staff cannot be reached now.", await away.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        using var person = new Person(server.Address);
        Assert.Equal(HttpStatusCode.Found, (await person.SignInAsync("root", "correct horse")).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await person.Client.GetAsync("/api/v1/users")).StatusCode);
    }

    [Fact]
    public async Task SignIn_LocalAccountsOff_TakesNoPasswordOfThem()
    {
        await provider.PutAsync("ada", "observe-admins");
        await using var server = await RunningServer.StartAsync([.. Settings(provider.Address), "--Observe:Security:LocalAccounts=false"]);
        var accounts = new AccountStore(server.Documents, TimeProvider.System);
        await accounts.AddAsync("bo", AccountRole.Admin, PasswordHash.Of(Person.Password), CancellationToken.None);
        await server.Accounts.RefreshAsync(CancellationToken.None);
        using var person = new Person(server.Address);

        Assert.DoesNotContain("type=\"password\"", await (await person.Client.GetAsync("/sign-in")).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.SignInAsync("bo")).StatusCode);
        person.Client.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"bo:{Person.Password}")));
        Assert.Equal(HttpStatusCode.Unauthorized, (await person.Client.GetAsync("/api/v1/traces")).StatusCode);
        using var visitor = new Visitor(server.Address);
        Assert.Equal(HttpStatusCode.OK, (await visitor.SignInAsync("ada")).StatusCode);
        using var invited = await visitor.Client.PostAsJsonAsync("/api/v1/users", new { name = "cy", role = "viewer" });
        Assert.Equal(HttpStatusCode.Conflict, invited.StatusCode);
    }

    [Fact]
    public async Task SignIn_BehindAProxyThatEndsTls_ComesBackThereWithSecureCookies()
    {
        await using var server = await StartAsync("--Observe:Server:PublicUrl=https://observe.example.com/");
        using var visitor = new Visitor(server.Address);

        Uri? back = null;
        using var begun = await visitor.Client.GetAsync("/sign-in/provider");
        using var last = await visitor.SignInAsync("ada", change: at => at.Host == "observe.example.com" ? new Uri(server.Address, "/healthz/live?" + (back = at)) : at);

        var cookies = begun.Headers.GetValues("Set-Cookie").ToList();
        Assert.Equal(2, cookies.Count);
        Assert.All(cookies, cookie => Assert.Matches("^__Host-observe\\.(correlation|nonce)\\..*; path=/; secure; samesite=lax; httponly$", cookie));
        Assert.Equal("https://observe.example.com/sign-in/provider/callback", back?.GetLeftPart(UriPartial.Path));
        using var form = await visitor.Client.GetAsync("/sign-in");
        Assert.Contains("__Host-observe.antiforgery", form.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
        Assert.True(form.Headers.Contains("Strict-Transport-Security"));
    }

    [Theory]
    [InlineData("Authority", "http://provider.example", "https")]
    [InlineData("ClientId", "", "ClientId")]
    [InlineData("Scopes", "profile", "openid")]
    [InlineData("DefaultRole", "owner", "DefaultRole")]
    public void Validate_OptionThatCannotBe_IsNamed(string option, string value, string named)
    {
        var options = new SecurityOptions();
        (options.OpenIdConnect.Authority, options.OpenIdConnect.ClientId) = ("https://provider.example", "observe");
        options.OpenIdConnect.AdminValues.Add("admins");
        Assert.True(new SecurityOptionsValidator().Validate(null, options).Succeeded);

        typeof(IdentityProviderOptions).GetProperty(option)!.SetValue(options.OpenIdConnect, value);

        Assert.Contains(named, new SecurityOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    [Fact]
    public void Validate_NobodyCouldSignIn_IsRefused()
    {
        var options = new SecurityOptions { LocalAccounts = false };
        Assert.Contains("LocalAccounts", new SecurityOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);

        (options.OpenIdConnect.Authority, options.OpenIdConnect.ClientId) = ("https://provider.example", "observe");

        Assert.Contains("nobody could sign in", new SecurityOptionsValidator().Validate(null, options).FailureMessage, StringComparison.Ordinal);
    }

    private Task<RunningServer> StartAsync(params string[] more) => RunningServer.StartAsync([.. RunningServer.WithAdministrator, .. Settings(provider.Address), .. more]);

    private static string[] Settings(Uri provider) =>
    [
        $"--Observe:Security:OpenIdConnect:Authority={provider.GetLeftPart(UriPartial.Authority)}",
        "--Observe:Security:OpenIdConnect:ClientId=observe",
        "--Observe:Security:OpenIdConnect:ClientSecret=the secret of the tests",
        "--Observe:Security:OpenIdConnect:Name=Staff",
        "--Observe:Security:OpenIdConnect:Scopes=openid profile",
        "--Observe:Security:OpenIdConnect:RoleClaim=groups",
        "--Observe:Security:OpenIdConnect:AdminValues:0=observe-admins",
        "--Observe:Security:OpenIdConnect:EditorValues:0=observe-editors",
        "--Observe:Security:OpenIdConnect:ViewerValues:0=observe-viewers",
    ];

    [GeneratedRegex("(?<=[?&])code=[^&]+")]
    private static partial Regex CodeValue();

    [GeneratedRegex("content=\"0;url=(?<url>[^\"]+)\"")]
    private static partial Regex Refresh();
}

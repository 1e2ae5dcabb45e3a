using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Observe.Server.Tests.Fakes;

/// <summary>Somebody with a browser: keeps cookies, fills in the forms that are drawn without the UI.</summary>
public sealed partial class Person : IDisposable
{
    public const string Password = "correct horse battery";
    private readonly HttpClientHandler _handler;

    public Person(Uri address)
    {
        _handler = new HttpClientHandler { AllowAutoRedirect = false };
        Client = new HttpClient(_handler) { BaseAddress = address };
    }

    public HttpClient Client { get; }

    public CookieContainer Cookies => _handler.CookieContainer;

    public async Task<HttpResponseMessage> SignInAsync(string user, string password = Password) =>
        await PostAsync("/sign-in", "/sign-in", ("user", user), ("password", password), ("returnUrl", "/"));

    /// <summary>Opens the link and chooses the password.</summary>
    public Task<HttpResponseMessage> AcceptAsync(string link, string password = Password) =>
        PostAsync(link, "/invitation", ("token", link[(link.IndexOf('=', StringComparison.Ordinal) + 1)..]), ("password", password), ("again", password));

    public async Task<HttpResponseMessage> PostAsync(string formAt, string path, params (string Name, string Value)[] fields)
    {
        var html = await (await Client.GetAsync(formAt)).Content.ReadAsStringAsync();
        var token = TokenField().Match(html);
        using var form = new FormUrlEncodedContent(
            [.. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)), new(token.Groups["name"].Value, token.Groups["value"].Value)]);
        return await Client.PostAsync(path, form);
    }

    /// <summary>Adds somebody by the API, and lets them choose their password.</summary>
    public static async Task<Person> JoinAsync(RunningServer server, HttpClient admin, string name, string role)
    {
        using var added = await admin.PostAsJsonAsync("/api/v1/users", new { name, role });
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        var link = (await added.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("invitation").GetString()!;
        var person = new Person(server.Address);
        using var accepted = await person.AcceptAsync(link);
        Assert.Equal(HttpStatusCode.Found, accepted.StatusCode);
        return person;
    }

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }

    [GeneratedRegex("name=\"(?<name>__[A-Za-z]+)\" value=\"(?<value>[^\"]+)\"")]
    private static partial Regex TokenField();
}

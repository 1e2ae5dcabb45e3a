using System.Net;
using System.Text.RegularExpressions;

namespace Observe.Server.Tests.Fakes;

/// <summary>Somebody with a browser who goes from this server to the provider and back, and fills in its forms.</summary>
public sealed partial class Visitor : IDisposable
{
    private const int MostSteps = 20;
    private readonly HttpClientHandler _handler = new() { AllowAutoRedirect = false };

    public Visitor(Uri server)
    {
        Server = server;
        Client = new HttpClient(_handler) { BaseAddress = server };
    }

    public Uri Server { get; }

    public HttpClient Client { get; }

    /// <summary>Where the last step led.</summary>
    public Uri At { get; private set; } = null!;

    public CookieContainer Cookies => _handler.CookieContainer;

    /// <summary>From the button of the sign-in page to what the server answers in the end.</summary>
    /// <param name="change">What happens to the provider's answer on its way.</param>
    public async Task<HttpResponseMessage> SignInAsync(string name, string returnUrl = "/api/v1/traces", Func<Uri, Uri>? change = null)
    {
        using var form = await GoAsync(new Uri(Server, $"/sign-in/provider?returnUrl={Uri.EscapeDataString(returnUrl)}"));
        return await FillAsync(form, change, ("prompt", "login"), ("login", name), ("password", "any"));
    }

    /// <summary>Opens an address and follows redirects to the first answer that is none.</summary>
    public async Task<HttpResponseMessage> GoAsync(Uri address, Func<Uri, Uri>? change = null) => await FollowAsync(await Client.GetAsync(At = address), change);

    /// <summary>Sends the form of a page with further values.</summary>
    public async Task<HttpResponseMessage> FillAsync(HttpResponseMessage page, Func<Uri, Uri>? change, params (string Name, string Value)[] fields)
    {
        var html = await page.Content.ReadAsStringAsync();
        var action = Action().Match(html);
        Assert.True(action.Success, html);
        var hidden = Hidden().Matches(html).Select(match => KeyValuePair.Create(match.Groups["name"].Value, match.Groups["value"].Value));
        using var content = new FormUrlEncodedContent([.. hidden.Where(pair => !fields.Any(field => field.Name == pair.Key)), .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value))]);
        return await FollowAsync(await Client.PostAsync(At = new Uri(At, WebUtility.HtmlDecode(action.Groups["url"].Value)), content), change);
    }

    public void Dispose()
    {
        Client.Dispose();
        _handler.Dispose();
    }

    private async Task<HttpResponseMessage> FollowAsync(HttpResponseMessage response, Func<Uri, Uri>? change)
    {
        for (var step = 0; step < MostSteps && response.Headers.Location is { } location; step++)
        {
            response.Dispose();
            At = new Uri(At, location);
            At = change?.Invoke(At) ?? At;
            response = await Client.GetAsync(At);
        }
        return response;
    }

    [GeneratedRegex("<form[^>]* action=\"(?<url>[^\"]+)\"")]
    private static partial Regex Action();

    [GeneratedRegex("<input type=\"hidden\" name=\"(?<name>[^\"]+)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Hidden();
}

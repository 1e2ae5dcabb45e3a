using Microsoft.Playwright;
using Observe.Storage.Config;
using Observe.UI.Browser;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Browser;

/// <summary>
/// The pages behind a real Kestrel on a free port and under the real content policy, and one Chromium to look at them, which the next host takes
/// over. Not one for several hosts at a time: keys pressed in a window are lost while another has the focus.
/// </summary>
public sealed class PageHost : IAsyncDisposable
{
    private const string Zone = "Europe/Berlin";

    private readonly WebApplication _app;
    private readonly IBrowser _browser;
    private IBrowserContext? _profile;

    private PageHost(WebApplication app, IBrowser browser)
    {
        (_app, _browser) = (app, browser);
        Url = app.Urls.Single();
    }

    public string Url { get; }

    public IServiceProvider Services => _app.Services;

    /// <summary>What the cookie of a browser holds that was here before, in the zone of <see cref="Zone"/>.</summary>
    public static string LookOf(string theme = "dark")
    {
        var offset = TimeZoneInfo.FindSystemTimeZoneById(Zone).GetUtcOffset(TimeProvider.System.GetUtcNow());
        return FormattableString.Invariant($"{Zone}|{offset.TotalMinutes}|{theme}|closed");
    }

    /// <param name="readers">Registers what the pages read from.</param>
    public static async Task<PageHost> StartAsync(Action<IServiceCollection> readers)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
        {
            ApplicationName = typeof(PageHost).Assembly.GetName().Name,
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Development,
        });
        builder.Logging.ClearProviders();
        builder.WebHost.UseStaticWebAssets();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddObserveUI();
        readers(builder.Services);
        var app = builder.Build();
        app.Use(next => context =>
        {
            context.User = FakeViewer.Of(AccountRole.Admin);
            context.Response.Headers.ContentSecurityPolicy = ObserveRegistration.ContentSecurityPolicy;
            return next(context);
        });
        app.UseStatusCodePagesWithReExecute("/not-found");
        app.UseAntiforgery();
        app.MapObserveUI();
        await app.StartAsync();

        // How long a page may take on a busy machine is not the question of these tests.
        Assertions.SetDefaultExpectTimeout(30_000);
        return new PageHost(app, await IdleBrowsers.TakeAsync());
    }

    /// <summary>
    /// A fresh profile that was here before; what the page complains about is collected. Comes back when the page's connection stands. The page
    /// that was open is closed.
    /// </summary>
    public async Task<Visit> OpenAsync(string path, int width = 1440, string theme = "dark")
    {
        var visit = await ArriveAsync(width, theme, LookOf(theme));
        await visit.Page.GotoAsync(path);
        await visit.ConnectedAsync();
        return visit;
    }

    /// <summary>An empty page of a fresh profile, with the cookie of earlier visits or none.</summary>
    public async Task<Visit> ArriveAsync(int width = 1440, string theme = "dark", string? look = null)
    {
        await CloseAsync();
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = Url,
            ViewportSize = new ViewportSize { Width = width, Height = 900 },
            ColorScheme = theme == "light" ? ColorScheme.Light : ColorScheme.Dark,
            TimezoneId = Zone,
        });
        _profile = context;
        if (look is not null)
        {
            await context.AddCookiesAsync([new Cookie { Name = BrowserState.CookieName, Value = look, Url = Url }]);
        }
        return new Visit(await context.NewPageAsync());
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await IdleBrowsers.GiveBackAsync(_browser);
        await _app.DisposeAsync();
    }

    private async Task CloseAsync()
    {
        if (_profile is not null)
        {
            await _profile.CloseAsync();
        }
    }
}

/// <summary>One open page, with every error its console and its scripts told.</summary>
public sealed class Visit
{
    private readonly List<string> _complaints = [];

    public Visit(IPage page)
    {
        Page = page;
        page.Console += (_, message) =>
        {
            if (message.Type is "error" or "warning")
            {
                _complaints.Add(message.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.RequestFailed += (_, request) => _complaints.Add($"{request.Url}: {request.Failure}");
        page.Response += (_, response) =>
        {
            if (response.Status >= 400)
            {
                _complaints.Add($"{response.Url}: {response.Status}");
            }
        };
    }

    public IPage Page { get; }

    public IReadOnlyList<string> Complaints => _complaints;

    /// <summary>From now on what is clicked happens at once.</summary>
    public Task ConnectedAsync() => Page.Locator("html[data-connected]").WaitForAsync(new() { State = WaitForSelectorState.Attached });

    /// <summary>Writes a picture when OBSERVE_SCREENSHOTS names a folder.</summary>
    public async Task PictureAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("OBSERVE_SCREENSHOTS") is { Length: > 0 } folder)
        {
            await Page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(folder, $"{name}.png"), FullPage = true });
        }
    }
}

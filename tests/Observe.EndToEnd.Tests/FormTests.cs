using Microsoft.Playwright;
using Observe.Testing;
using Observe.UI.Tests.Browser;

namespace Observe.EndToEnd.Tests;

/// <summary>The pages that are drawn without the UI, on the way of the first admin of a server: axe finds nothing serious, wide or narrow, light or dark.</summary>
public sealed class FormTests : IAsyncLifetime
{
    private const string Password = "correct horse battery staple";
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("observe-form-tests-");
    private readonly List<string> _found = [];
    private ServerProcess _server = null!;
    private SystemBrowser _browser = null!;

    public async Task InitializeAsync()
    {
        // Reachable, and nobody to administer it.
        _server = ServerProcess.StartOn(_data.FullName, "--Observe:Server:Url=http://0.0.0.0:0");
        _browser = await SystemBrowser.LaunchAsync();
        Directory.CreateDirectory(ProjectPaths.Screenshots);
    }

    public async Task DisposeAsync()
    {
        await _browser.DisposeAsync();
        await _server.DisposeAsync();
        _data.Delete(recursive: true);
    }

    [Fact]
    public async Task Forms_FromSetUpToSignIn_HaveNothingSerious()
    {
        var link = new Uri(await _server.SaysAsync("set up "));
        var page = await _browser.OpenAsync(new Uri(link.GetLeftPart(UriPartial.Authority)));

        await page.GotoAsync("/set-up?token=guessed");
        await LookAsync(page, "set-up, an old link");
        await page.GotoAsync(link.PathAndQuery);
        await FillAsync(page, "The password must have at least", ("user", "ada"), ("password", "short"), ("again", "short"));
        await LookAsync(page, "set-up, refused");
        await FillAsync(page, "Observe is set up", ("user", "ada"), ("password", Password), ("again", Password));
        await LookAsync(page, "set-up, done");
        await page.GotoAsync("/password");
        await FillAsync(page, "The present password is wrong.", ("present", "wrong"), ("password", Password + "!"), ("again", Password + "!"));
        await LookAsync(page, "password, refused");
        await page.Context.ClearCookiesAsync();
        await page.GotoAsync("/sign-in");
        await LookAsync(page, "sign-in");
        await FillAsync(page, "The name or the password is wrong.", ("user", "ada"), ("password", "wrong"));
        await LookAsync(page, "sign-in, refused");

        Assert.True(_found.Count == 0, string.Join('\n', _found));
    }

    /// <summary>Sends the form, until its answer says so: a load that is over before it is waited for is never seen.</summary>
    private static async Task FillAsync(IPage page, string answer, params (string Field, string Value)[] fields)
    {
        foreach (var (field, value) in fields)
        {
            await page.Locator($"input[name={field}]").FillAsync(value);
        }
        await page.Locator("form button").ClickAsync();
        await page.Locator("main").GetByText(answer).First.WaitForAsync();
    }

    private async Task LookAsync(IPage page, string name)
    {
        foreach (var (scheme, width) in new[] { (ColorScheme.Light, 1440), (ColorScheme.Dark, 400) })
        {
            await page.EmulateMediaAsync(new PageEmulateMediaOptions { ColorScheme = scheme });
            await page.SetViewportSizeAsync(width, 900);
            var wide = await page.EvaluateAsync<int>("document.documentElement.scrollWidth");
            _found.AddRange((await AxeCore.BarriersAsync(page)).Select(barrier => $"{name}, {scheme}: {barrier}"));
            if (wide > width)
            {
                _found.Add($"{name}: {wide} px wide at {width}");
            }
            await page.ScreenshotAsync(new PageScreenshotOptions { Path = Path.Combine(ProjectPaths.Screenshots, $"form {name} {scheme}.png") });
        }
    }
}

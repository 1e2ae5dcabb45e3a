using System.Collections.Concurrent;
using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;
using Observe.Testing;
using Xunit.Abstractions;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>
/// A tab that stands open for days: live tails, refreshes, navigation, sleep. The server and the browser are the real ones; the timers of the page beat faster, and each hour that somebody is awake has as
/// many beats and refreshes as an hour has. <c>OBSERVE_TAB_HOURS=48</c> takes so many hours, of which a third is awake.
/// </summary>
public sealed class TabTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const double WantedBytesAnHour = 1_000_000;
    private const int AwakeIn = 3;
    private readonly ConcurrentQueue<string> _complaints = [];
    private ServerProcess _server = null!;
    private SystemBrowser _browser = null!;
    private Uri _address = null!;

    public async Task InitializeAsync()
    {
        _server = ServerProcess.Start(
            new Dictionary<string, string> { ["DOTNET_STARTUP_HOOKS"] = typeof(TabTests).Assembly.Location, [HurriedServer.Factor] = "50" });
        _address = await _server.ListeningAsync("ui");
        _browser = await SystemBrowser.LaunchAsync();
    }

    public async Task DisposeAsync()
    {
        output.WriteLine(string.Join('\n', _complaints));
        output.WriteLine(string.Join('\n', _server.Output.Split('\n').TakeLast(50)));
        await _browser.DisposeAsync();
        await _server.DisposeAsync();
    }

    [TabFact]
    public async Task Tab_ThatStandsOpenForDays_DoesNotGrow()
    {
        using var server = new HttpClient { BaseAddress = _address, Timeout = TimeSpan.FromMinutes(5) };
        using var collector = new HttpClient { BaseAddress = await _server.ListeningAsync("otlp-http") };
        await using var telemetry = new TabTelemetry(collector, _complaints.Enqueue);
        await telemetry.StartAsync();
        var tab = await OpenAsync(server);
        var (function, trace) = await AddressesAsync(server);
        var samples = new List<TabSample>();
        for (var number = 0; number < TabFactAttribute.Hours / AwakeIn; number++)
        {
            var begun = TimeProvider.System.GetTimestamp();
            await TabHour.Whole.LiveAsync(tab, function, trace);
            samples.Add(await tab.WeighAsync());
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{number + 1}: {TimeProvider.System.GetElapsedTime(begun).TotalSeconds:F1} s, {samples[^1]}"));
        }

        Assert.Empty(_complaints);
        Judge([.. samples.Skip(samples.Count / 4)]);
    }

    private void Judge(IReadOnlyList<TabSample> samples)
    {
        double Slope(Func<TabSample, double> value) => TabSample.Slope(samples, value);
        var (objects, heap) = (Slope(sample => sample.Server.ManagedBytes), Slope(sample => sample.HeapBytes));
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"an hour awake: server {objects / 1e3:F0} kB of objects and {Slope(sample => sample.Server.PrivateBytes) / 1e3:F0} kB in all, browser {heap / 1e3:F0} kB of JavaScript and {Slope(sample => sample.PrivateBytes) / 1e3:F0} kB in all, {Slope(sample => sample.Nodes):F1} nodes, {Slope(sample => sample.Listeners):F1} listeners"));
        Assert.All(samples, sample => Assert.Equal((1, 1, samples[0].Documents), (sample.Server.Circuits, sample.Server.Connected, sample.Documents)));
        Assert.Equal(samples[0].Listeners, samples[^1].Listeners);
        Assert.InRange(samples[^1].Nodes - samples[0].Nodes, -20, 20);
        Assert.InRange(objects, double.MinValue, WantedBytesAnHour);
        Assert.InRange(heap, double.MinValue, WantedBytesAnHour);
    }

    private async Task<WatchedTab> OpenAsync(HttpClient server)
    {
        var tab = await WatchedTab.OpenAsync(_browser, _address, server);
        tab.Page.PageError += (_, error) => _complaints.Enqueue(error);
        return tab;
    }

    /// <summary>A function's id and a trace's, once they can be read.</summary>
    private static async Task<(string Function, string Trace)> AddressesAsync(HttpClient server)
    {
        var functions = await server.GetFromJsonAsync<JsonElement>("/api/v1/functions?fresh=true");
        var traces = await server.GetFromJsonAsync<JsonElement>("/api/v1/traces?fresh=true");
        return (functions.GetProperty("items")[0].GetProperty("id").GetString()!, traces.GetProperty("items")[0].GetProperty("traceId").GetString()!);
    }
}

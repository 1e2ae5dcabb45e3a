using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Options;
using Observe.Storage;

namespace Observe.Alerts.Deliver;

/// <summary>Addresses of pages, as they go into notifications.</summary>
/// <param name="server">Tells the address when no public one is set; null where nothing listens.</param>
public sealed class AlertLinks(IOptions<LinkOptions> options, IServer? server = null)
{
    public string BaseUrl => (options.Value.PublicUrl is { Length: > 0 } url ? url : ListeningUrl).TrimEnd('/');

    public string Rule(string ruleId) => $"{BaseUrl}/alerts/{Uri.EscapeDataString(ruleId)}";

    /// <summary>The traces (or logs) that a search finds in the time that an evaluation looked at.</summary>
    public string Traces(string search, TimeRange range, bool isOfLogs = false) =>
        $"{BaseUrl}/{(isOfLogs ? "logs" : "traces")}?q={Uri.EscapeDataString(search)}"
        + $"&from={Uri.EscapeDataString(Millis(range.FromUnixNanoseconds))}&to={Uri.EscapeDataString(Millis(range.ToUnixNanoseconds))}";

    // Not before the server has started: a port of 0 is known only then.
    private string ListeningUrl => server?.Features.Get<IServerAddressesFeature>()?.Addresses.FirstOrDefault() ?? "";

    private static string Millis(long unixNanoseconds) =>
        UnixTime.ToDateTimeOffset(unixNanoseconds).ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);
}

using System.Net;
using Observe.Server.Security;

namespace Observe.Server.Health;

/// <summary><c>--health</c>: asks the server of this machine whether it is ready, for containers that have no other program to ask with.</summary>
public static class HealthSwitch
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(4);

    /// <returns>0 when it is ready, else 1 with the reason on the console.</returns>
    public static async Task<int> AskAsync(string[] configuration)
    {
        var server = WebApplication.CreateBuilder(new WebApplicationOptions { Args = configuration, ContentRootPath = AppContext.BaseDirectory })
            .Configuration.GetSection(ServerOptions.Section).Get<ServerOptions>() ?? new();
        using var handler = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false };
        // The own server over loopback: its certificate is for the name that others know it by.
        handler.SslOptions.RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null;
        using var http = new HttpClient(handler) { Timeout = Patience };
        try
        {
            using var answer = await http.GetAsync(new Uri(Address(server.Url), "/healthz/ready"));
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return ServerHost.Stopped;
            }
            await Console.Error.WriteLineAsync($"observe: not ready ({(int)answer.StatusCode})");
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException or FormatException)
        {
            await Console.Error.WriteLineAsync($"observe: not reachable ({exception.Message})");
        }
        return ServerHost.Failed;
    }

    /// <summary>"All addresses" can be bound, not called.</summary>
    public static Uri Address(string url)
    {
        var address = BindingAddress.Parse(url);
        var isOne = ListenAddress.IsLoopbackHost(address.Host)
            || (IPAddress.TryParse(address.Host.Trim('[', ']'), out var ip) && !ip.Equals(IPAddress.Any) && !ip.Equals(IPAddress.IPv6Any));
        return new Uri($"{address.Scheme}://{(isOne ? address.Host : "127.0.0.1")}:{address.Port}");
    }
}

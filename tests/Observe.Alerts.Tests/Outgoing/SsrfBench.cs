using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Options;
using Observe.Alerts.Deliver;
using Observe.Alerts.Outgoing;
using Observe.Alerts.Tests.Deliver;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Outgoing;

/// <summary>
/// A receiver on 127.0.0.1 that is allowed, and on its port, at the forbidden addresses 127.0.0.2 and ::1, listeners that count who comes:
/// what slips through the guard reaches something.
/// </summary>
public sealed class SsrfBench : IAsyncLifetime
{
    /// <summary>The error of what is not even taken as a webhook's address.</summary>
    public const string NotSaved = "The address is refused.";

    private readonly List<TcpListener> _forbidden = [];
    private int _reached;

    internal Receiver Allowed { get; private set; } = null!;

    public int Port => Allowed.Address.Port;

    /// <summary>Connections to what is forbidden; the system takes them before anybody accepts them, so that none is missed.</summary>
    public int Reached
    {
        get
        {
            foreach (var listener in _forbidden)
            {
                while (listener.Pending())
                {
                    listener.AcceptTcpClient().Dispose();
                    _reached++;
                }
            }
            return _reached;
        }
    }

    public async Task InitializeAsync()
    {
        do
        {
            if (Allowed is not null)
            {
                await Allowed.DisposeAsync();
            }
            Allowed = await Receiver.StartAsync();
        }
        while (!TryListen(IPAddress.Parse("127.0.0.2")) || (Socket.OSSupportsIPv6 && !TryListen(IPAddress.IPv6Loopback)));
    }

    public async Task DisposeAsync()
    {
        _forbidden.ForEach(listener => listener.Dispose());
        await Allowed.DisposeAsync();
    }

    /// <summary>What becomes of a notification to that address: its text is checked as when it is saved, then it is sent as any other.</summary>
    internal static async Task<AttemptResult> SendAsync(string url, IHostResolver resolver)
    {
        var webhook = new Webhook { Id = "hook", Name = "hook", Url = url };
        if (WebhookValidator.Validate(webhook).Count > 0)
        {
            return new AttemptResult(0, NotSaved, TimeSpan.Zero, "", null, Refused: true);
        }
        var options = Options.Create(new AlertsOptions { AllowedTargets = ["127.0.0.1/32"] });
        using var sender = new WebhookSender(new OutgoingGuard(options, resolver), options, TimeProvider.System);
        return await sender.SendAsync(
            webhook, ["whsec_" + Convert.ToBase64String(new byte[32])], new DueDelivery("msg_1", "hook", "", AlertEvents.TestPing, "{}", 0, 0), new WebhookBody("{}", WebhookFormats.Json), CancellationToken.None);
    }

    private bool TryListen(IPAddress address)
    {
        var listener = new TcpListener(address, Port);
        try
        {
            listener.Start();
            _forbidden.Add(listener);
            return true;
        }
        catch (SocketException)
        {
            // Somebody else has that port there: another port, then.
            listener.Dispose();
            _forbidden.ForEach(other => other.Dispose());
            _forbidden.Clear();
            return false;
        }
    }
}

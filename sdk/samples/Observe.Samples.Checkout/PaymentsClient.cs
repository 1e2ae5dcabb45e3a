using System.Net;
using System.Net.Http.Json;
using Serilog;

namespace Observe.Samples.Checkout;

/// <summary>Calls the payments function, and once more when that asks to slow down.</summary>
internal sealed class PaymentsClient(HttpClient http, Uri address, ILogger logger)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    public async Task<bool> ChargeAsync(ChargeRequest charge, CancellationToken cancellation)
    {
        var status = await AskAsync(charge, cancellation);
        if (status == HttpStatusCode.TooManyRequests)
        {
            logger.Warning("Payments is busy, charging order {OrderId} again in {PauseMs} ms", charge.Order, (int)Pause.TotalMilliseconds);
            await Task.Delay(Pause, TimeProvider.System, cancellation);
            status = await AskAsync(charge, cancellation);
        }
        if ((int)status >= 400)
        {
            logger.Error("Payments answered {StatusCode} for order {OrderId}", (int)status, charge.Order);
            return false;
        }
        return true;
    }

    private async Task<HttpStatusCode> AskAsync(ChargeRequest charge, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(
            new Uri(address, "charge"), charge, OrderJson.Default.ChargeRequest, cancellation);
        return answer.StatusCode;
    }
}

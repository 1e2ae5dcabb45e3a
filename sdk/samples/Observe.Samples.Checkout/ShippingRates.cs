using System.Net.Http.Json;
using Serilog;

namespace Observe.Samples.Checkout;

/// <summary>Asks the service of shipping rates what a parcel costs. The shop does not wait for it for long, and takes a flat price when it gets no other.</summary>
internal sealed class ShippingRates(HttpClient http, Uri address, ILogger logger)
{
    private const decimal Flat = 4.90m;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    public async Task<decimal> PriceAsync(string postcode, int pieces, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            var path = new Uri(address, $"rates/{Uri.EscapeDataString(postcode)}?pieces={pieces}");
            var rate = await http.GetFromJsonAsync(path, OrderJson.Default.ShippingRate, patience.Token);
            return rate?.Price ?? Flat;
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException && !cancellation.IsCancellationRequested)
        {
            logger.Warning("No shipping rate for {Postcode}, {Flat} taken: {Reason}", postcode, Flat, exception.Message);
            return Flat;
        }
    }
}

/// <summary>What the service answers.</summary>
internal sealed record ShippingRate(decimal Price);

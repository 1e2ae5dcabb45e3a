using System.Net.Http.Json;

namespace Observe.Samples.Fulfilment;

/// <summary>Asks the carrier to fetch a parcel.</summary>
internal sealed class CarrierClient(HttpClient http, Uri address)
{
    public async Task FetchAsync(Shipment shipment, CancellationToken cancellation)
    {
        using var answer = await http.PostAsJsonAsync(new Uri(address, "shipments"), shipment, FulfilmentJson.Default.Shipment, cancellation);
        answer.EnsureSuccessStatusCode();
    }
}

using System.Net.Http.Json;
using Observe.Samples.Shop;
using Observe.Sdk.AwsLambda;
using Serilog;

namespace Observe.Samples.Restock;

/// <summary>Once a minute: looks at the stock of each article, and orders from the supplier what was sold.</summary>
internal sealed class Shelves(ILogger logger, ShopStore store, HttpClient http, Uri supplier)
{
    private const long Wanted = 5_000;

    private static readonly string[] Articles = ["coffee-beans", "espresso-cup", "grinder", "milk-jug", "scale", "tamper"];

    public async Task<RestockReport> FillAsync(ScheduledEvent schedule, LambdaInvocation invocation, CancellationToken cancellation)
    {
        var pieces = 0L;
        foreach (var sku in Articles)
        {
            var missing = Wanted - (await store.AddAsync("stock", sku, 0, cancellation) ?? Wanted);
            if (missing > 0)
            {
                using var answer = await http.PostAsJsonAsync(
                    new Uri(supplier, "deliveries"), new Delivery(sku, missing), RestockJson.Default.Delivery, cancellation);
                // What was ordered before stays ordered; the next attempt finds less missing.
                answer.EnsureSuccessStatusCode();
                await store.AddAsync("stock", sku, missing, cancellation);
                pieces += missing;
            }
        }
        logger.Information("Shelves filled with {Pieces} pieces", pieces);
        return new RestockReport(schedule.Time, Articles.Length, pieces);
    }
}

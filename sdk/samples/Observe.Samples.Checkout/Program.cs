using System.Diagnostics;
using Observe.Samples.Checkout;
using Observe.Samples.Function;
using Observe.Samples.Shop;
using Observe.Sdk;

await using var observe = ObserveFunction.Start(o =>
{
    o.ServiceName = "checkout";
    o.ActivitySources.Add(ShopStore.SourceName);
    o.ActivitySources.Add(OrderEndpoint.SourceName);
    o.ActivitySources.Add(OrderQueue.SourceName);
});
using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(8) };
var begun = Stopwatch.GetTimestamp();
var catalogue = ServiceAddress.Find("CATALOGUE_URL") is { } address ? await Catalogue.ReadAsync(http, address) : null;
if (catalogue is not null)
{
    observe.Logger.Information(
        "Catalogue of {ArticleCount} articles read in {ReadMs} ms", catalogue.Count, (long)Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
}
var orders = new OrderEndpoint(
    observe.Logger,
    new ShopStore(http, ServiceAddress.Of("SHOP_STORE_URL")),
    new PaymentsClient(http, ServiceAddress.Of("PAYMENTS_URL"), observe.Logger),
    ServiceAddress.Find("SHIPPING_RATES_URL") is { } rates ? new ShippingRates(http, rates, observe.Logger) : null,
    ServiceAddress.Find("ORDER_QUEUE_URL") is { } queue ? new OrderQueue(http, queue) : null,
    catalogue);
await FunctionServer.RunAsync(observe, "POST", "/orders", orders.ServeAsync);

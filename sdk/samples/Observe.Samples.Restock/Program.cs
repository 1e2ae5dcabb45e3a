using Observe.Samples.Restock;
using Observe.Samples.Shop;
using Observe.Sdk;
using Observe.Sdk.AwsLambda;

await using var observe = ObserveFunction.Start(o =>
{
    o.ServiceName = "restock";
    o.ActivitySources.Add(ShopStore.SourceName);
});
using var http = new HttpClient();
var shelves = new Shelves(
    observe.Logger, new ShopStore(http, ServiceAddress.Of("SHOP_STORE_URL")), http, ServiceAddress.Of("SUPPLIER_URL"));
await LambdaLoop.RunAsync(observe, shelves.FillAsync, RestockJson.Default.ScheduledEvent, RestockJson.Default.RestockReport);

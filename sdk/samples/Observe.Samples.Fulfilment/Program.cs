using Observe.Samples.Fulfilment;
using Observe.Samples.Shop;
using Observe.Sdk;
using Observe.Sdk.AwsLambda;

await using var observe = ObserveFunction.Start(o =>
{
    o.ServiceName = "fulfilment";
    o.ActivitySources.Add(ShopStore.SourceName);
});
using var http = new HttpClient();
var warehouse = new Warehouse(
    observe.Logger, new ShopStore(http, ServiceAddress.Of("SHOP_STORE_URL")), new CarrierClient(http, ServiceAddress.Of("CARRIER_URL")),
    Environment.GetEnvironmentVariable("LABEL_ARCHIVE") == "on" ? new LabelArchive() : null);
await LambdaLoop.RunAsync(observe, LambdaHandlers.SqsMessages(observe, warehouse.ShipAsync));

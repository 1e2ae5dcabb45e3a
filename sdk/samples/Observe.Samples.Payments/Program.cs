using Observe.Samples.Function;
using Observe.Samples.Payments;
using Observe.Samples.Shop;
using Observe.Sdk;

await using var observe = ObserveFunction.Start(o =>
{
    o.ServiceName = "payments";
    o.ActivitySources.Add(ShopStore.SourceName);
    o.ActivitySources.Add(FraudScore.SourceName);
});
using var http = new HttpClient();
var charges = new ChargeEndpoint(
    observe.Logger,
    new ShopStore(http, ServiceAddress.Of("SHOP_STORE_URL")),
    new BankClient(http, ServiceAddress.Of("BANK_URL")));
await FunctionServer.RunAsync(observe, "POST", "/charge", charges.ServeAsync);

using System.Globalization;
using System.Text.Json;
using Observe.Samples.Shop;
using Observe.Sdk.AwsLambda;
using Serilog;

namespace Observe.Samples.Fulfilment;

/// <summary>Works on the queue of placed orders: has the carrier fetch each, and keeps that it is on its way.</summary>
/// <param name="archive">Null in versions that keep no labels.</param>
internal sealed class Warehouse(ILogger logger, ShopStore store, CarrierClient carrier, LabelArchive? archive)
{
    public async Task ShipAsync(SqsMessage message, LambdaInvocation invocation, CancellationToken cancellation)
    {
        var order = JsonSerializer.Deserialize(message.Body, FulfilmentJson.Default.PlacedOrder)
            ?? throw new FormatException("The message holds no order.");
        if (order.Postcode is null)
        {
            logger.Debug("Order {OrderId} is kept at the shop", order.Order);
            return;
        }
        // A number, as in the country of the shop. That anybody orders from elsewhere was not thought of: such an order can never be shipped.
        var postcode = int.Parse(order.Postcode, NumberStyles.None, CultureInfo.InvariantCulture);
        var shipment = new Shipment(order.Order, postcode, order.Pieces);
        if (archive is not null)
        {
            archive.Keep(shipment);
            logger.Debug("{LabelCount} labels kept", archive.Count);
        }
        await carrier.FetchAsync(shipment, cancellation);
        await store.PutAsync("shipments", order.Order, order.Postcode, cancellation);
        logger.Information("Order {OrderId} of {Pieces} pieces is on its way to {Postcode}", order.Order, order.Pieces, order.Postcode);
    }
}

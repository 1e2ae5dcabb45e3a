using System.Diagnostics;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Observe.Samples.Shop;
using Serilog;

namespace Observe.Samples.Checkout;

/// <summary>POST /orders: price it, print its labels, reserve the stock, have it paid, keep it, and tell the warehouse.</summary>
/// <param name="rates">Null for a shop that sends everything for nothing.</param>
/// <param name="queue">Null for a shop without a warehouse.</param>
/// <param name="catalogue">Null in versions that suggest nothing.</param>
internal sealed class OrderEndpoint(ILogger logger, ShopStore store, PaymentsClient payments, ShippingRates? rates, OrderQueue? queue, Catalogue? catalogue)
{
    public const string SourceName = "Observe.Samples.Checkout";
    private const string Currency = "EUR";

    private static readonly ActivitySource Source = new(SourceName);

    public async Task ServeAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var order = await JsonSerializer.DeserializeAsync(context.Request.Body, OrderJson.Default.Order, cancellation);
        if (order is not { Lines.Count: > 0 })
        {
            logger.Warning("Order refused: it has no lines");
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }

        var orderId = Guid.CreateVersion7().ToString("N")[^12..];
        var total = Price(order) + await ShippingAsync(order, cancellation);
        logger.Information(
            "Order {OrderId} of {Customer}: {LineCount} lines, {Total} {Currency}", orderId, order.Customer, order.Lines.Count, total, Currency);
        context.Response.StatusCode = await PlaceAsync(orderId, order, total, cancellation);
    }

    private async Task<int> PlaceAsync(string orderId, Order order, decimal total, CancellationToken cancellation)
    {
        logger.Debug("Order {OrderId}: {LabelBytes} bytes of labels", orderId, Labels.Print(order));
        foreach (var line in order.Lines)
        {
            if (await store.AddAsync("stock", line.Sku, -line.Quantity, cancellation) is not { } left)
            {
                logger.Warning("Order {OrderId} refused: {Sku} is out of stock", orderId, line.Sku);
                return StatusCodes.Status409Conflict;
            }
            logger.Debug("Reserved {Quantity} of {Sku}, {Left} left", line.Quantity, line.Sku, left);
        }
        if (!await payments.ChargeAsync(new ChargeRequest(orderId, order.Card, total, Currency), cancellation))
        {
            await ReleaseAsync(order, cancellation);
            logger.Error("Order {OrderId} not paid, {LineCount} reservations released", orderId, order.Lines.Count);
            return StatusCodes.Status502BadGateway;
        }
        await store.PutAsync("orders", orderId, order.Customer, cancellation);
        if (queue is not null)
        {
            await queue.SendAsync(new PlacedOrder(orderId, order.Postcode, order.Lines.Sum(line => line.Quantity)), cancellation);
        }
        logger.Information("Order {OrderId} placed", orderId);
        if (catalogue?.Suggest(order.Lines[0].Sku) is { } suggestion)
        {
            logger.Debug("Order {OrderId}: {Suggestion} would go with {Sku}", orderId, suggestion, order.Lines[0].Sku);
        }
        return StatusCodes.Status201Created;
    }

    private async Task<decimal> ShippingAsync(Order order, CancellationToken cancellation) =>
        rates is not null && order.Postcode is { } postcode
            ? await rates.PriceAsync(postcode, order.Lines.Sum(line => line.Quantity), cancellation)
            : 0m;

    private async Task ReleaseAsync(Order order, CancellationToken cancellation)
    {
        foreach (var line in order.Lines)
        {
            await store.AddAsync("stock", line.Sku, line.Quantity, cancellation);
        }
    }

    private static decimal Price(Order order)
    {
        using var span = Source.StartActivity("price order");
        span?.SetTag("shop.order.lines", order.Lines.Count);
        var net = order.Lines.Sum(l => l.Quantity * l.UnitPrice);
        var discount = net > 200m ? net * 0.05m : 0m;
        return decimal.Round((net - discount) * 1.2m, 2);
    }
}

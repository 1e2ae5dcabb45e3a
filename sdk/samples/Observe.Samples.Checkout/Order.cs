using System.Text.Json.Serialization;

namespace Observe.Samples.Checkout;

/// <summary>What the shop's page sends.</summary>
/// <param name="Postcode">Null to have it kept at the shop.</param>
internal sealed record Order(string Customer, string Card, IReadOnlyList<OrderLine> Lines, string? Postcode = null);

/// <summary>So many of one article.</summary>
internal sealed record OrderLine(string Sku, int Quantity, decimal UnitPrice);

/// <summary>What payments is asked.</summary>
internal sealed record ChargeRequest(string Order, string Card, decimal Amount, string Currency);

/// <summary>What goes to the warehouse.</summary>
internal sealed record PlacedOrder(string Order, string? Postcode, int Pieces);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(ChargeRequest))]
[JsonSerializable(typeof(PlacedOrder))]
[JsonSerializable(typeof(Article[]))]
[JsonSerializable(typeof(ShippingRate))]
internal sealed partial class OrderJson : JsonSerializerContext;

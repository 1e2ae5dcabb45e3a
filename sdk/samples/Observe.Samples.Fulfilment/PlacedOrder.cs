using System.Text.Json.Serialization;

namespace Observe.Samples.Fulfilment;

/// <summary>What checkout sends.</summary>
/// <param name="Postcode">Null for an order that is kept at the shop.</param>
internal sealed record PlacedOrder(string Order, string? Postcode, int Pieces);

/// <summary>What the carrier is asked.</summary>
internal sealed record Shipment(string Order, int Postcode, int Pieces);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(PlacedOrder))]
[JsonSerializable(typeof(Shipment))]
internal sealed partial class FulfilmentJson : JsonSerializerContext;

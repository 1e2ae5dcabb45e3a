using System.Text.Json.Serialization;

namespace Observe.Samples.Payments;

/// <summary>What checkout asks.</summary>
internal sealed record Charge(string Order, string Card, decimal Amount, string Currency);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(Charge))]
internal sealed partial class ChargeJson : JsonSerializerContext;

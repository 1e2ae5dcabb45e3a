using System.Text.Json.Serialization;

namespace Observe.Samples.Restock;

/// <summary>What a schedule of EventBridge sends.</summary>
internal sealed record ScheduledEvent(DateTimeOffset Time);

/// <summary>What the function answers, though nobody waits for it.</summary>
internal sealed record RestockReport(DateTimeOffset Time, int Articles, long Pieces);

/// <summary>What the supplier is asked for.</summary>
internal sealed record Delivery(string Sku, long Pieces);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(ScheduledEvent))]
[JsonSerializable(typeof(RestockReport))]
[JsonSerializable(typeof(Delivery))]
internal sealed partial class RestockJson : JsonSerializerContext;

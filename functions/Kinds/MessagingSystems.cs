using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>The values of <c>messaging.system</c>, in the mixed forms that instrumentations send.</summary>
internal static class MessagingSystems
{
    private static readonly ManagedProduct Sqs = new(NodeKind.Queue, "SQS");
    private static readonly ManagedProduct Sns = new(NodeKind.Topic, "SNS");
    private static readonly ManagedProduct EventBridge = new(NodeKind.Topic, "EventBridge");
    private static readonly ManagedProduct Kinesis = new(NodeKind.Stream, "Kinesis");
    private static readonly ManagedProduct ServiceBus = new(NodeKind.Queue, "Service Bus");
    private static readonly ManagedProduct EventHubs = new(NodeKind.Stream, "Event Hubs");
    private static readonly ManagedProduct EventGrid = new(NodeKind.Topic, "Event Grid");
    private static readonly ManagedProduct PubSub = new(NodeKind.Topic, "Pub/Sub");

    /// <summary>By the name in small letters and digits only.</summary>
    private static readonly Dictionary<string, ManagedProduct> Products = new(StringComparer.Ordinal)
    {
        ["awssqs"] = Sqs,
        ["amazonsqs"] = Sqs,
        ["sqs"] = Sqs,
        ["awssns"] = Sns,
        ["amazonsns"] = Sns,
        ["sns"] = Sns,
        ["awseventbridge"] = EventBridge,
        ["eventbridge"] = EventBridge,
        ["awskinesis"] = Kinesis,
        ["amazonkinesis"] = Kinesis,
        ["kinesis"] = Kinesis,
        ["servicebus"] = ServiceBus,
        ["azureservicebus"] = ServiceBus,
        ["eventhubs"] = EventHubs,
        ["azureeventhubs"] = EventHubs,
        ["eventgrid"] = EventGrid,
        ["azureeventgrid"] = EventGrid,
        ["azurestoragequeue"] = new(NodeKind.Queue, "Queue Storage"),
        ["azurestoragequeues"] = new(NodeKind.Queue, "Queue Storage"),
        ["gcppubsub"] = PubSub,
        ["googlepubsub"] = PubSub,
        ["pubsub"] = PubSub,
        ["gcpcloudtasks"] = new(NodeKind.Queue, "Cloud Tasks"),
        ["kafka"] = new(NodeKind.Stream, "Kafka"),
        ["pulsar"] = new(NodeKind.Stream, "Pulsar"),
        ["rocketmq"] = new(NodeKind.Topic, "RocketMQ"),
        ["nats"] = new(NodeKind.Topic, "NATS"),
        ["mqtt"] = new(NodeKind.Topic, "MQTT"),
        ["rabbitmq"] = new(NodeKind.Queue, "RabbitMQ"),
        ["activemq"] = new(NodeKind.Queue, "ActiveMQ"),
        ["jms"] = new(NodeKind.Queue, "JMS"),
    };

    /// <summary>The queue, topic or stream that a span sends to or asks; null when it names no system.</summary>
    public static GraphNode? Called(AttributeLookup attribute)
    {
        if (AttributeText.First(attribute, "messaging.system") is not { } system)
        {
            return null;
        }
        var product = Products.GetValueOrDefault(string.Concat(system.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant())
            ?? new ManagedProduct(NodeKind.Queue, system);
        var name = AttributeText.FirstName(
            attribute, "messaging.destination.template", "messaging.destination.name", "messaging.destination", "messaging.url",
            "messaging.eventhubs.destination.name", "message_bus.destination");
        return product.Node(name) with { Kind = KindOf(product.Kind, attribute) };
    }

    /// <summary>Brokers that have both say it of the destination, or by the subscription. What is a stream is one whatever its destinations are called.</summary>
    private static NodeKind KindOf(NodeKind usual, AttributeLookup attribute)
    {
        if (usual == NodeKind.Stream)
        {
            return usual;
        }
        return AttributeText.First(attribute, "messaging.destination_kind", "messaging.destination.kind")?.ToLowerInvariant() switch
        {
            "queue" => NodeKind.Queue,
            "topic" => NodeKind.Topic,
            _ => AttributeText.First(attribute, "messaging.destination.subscription.name") is null ? usual : NodeKind.Topic,
        };
    }
}

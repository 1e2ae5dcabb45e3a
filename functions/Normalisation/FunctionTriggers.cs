namespace Observe.Functions.Normalisation;

/// <summary>What starts functions, in the five words of the conventions: datasource, http, pubsub, timer, other.</summary>
public static class FunctionTriggers
{
    public const string Http = "http";
    public const string PubSub = "pubsub";

    private const string DataSource = "datasource";
    private const string Timer = "timer";
    private const string Other = "other";

    private static readonly Dictionary<string, string> Words = new(StringComparer.OrdinalIgnoreCase)
    {
        [DataSource] = DataSource,
        ["s3"] = DataSource,
        ["dynamodb"] = DataSource,
        ["blob"] = DataSource,
        ["cosmosdb"] = DataSource,
        ["storage"] = DataSource,
        ["database"] = DataSource,
        [Http] = Http,
        ["https"] = Http,
        ["fetch"] = Http,
        ["api_gateway"] = Http,
        ["api-gateway"] = Http,
        ["function_url"] = Http,
        [PubSub] = PubSub,
        ["queue"] = PubSub,
        ["topic"] = PubSub,
        ["stream"] = PubSub,
        ["event"] = PubSub,
        ["sqs"] = PubSub,
        ["sns"] = PubSub,
        ["kinesis"] = PubSub,
        ["kafka"] = PubSub,
        ["eventbridge"] = PubSub,
        ["eventgrid"] = PubSub,
        ["eventhub"] = PubSub,
        ["eventhubs"] = PubSub,
        ["servicebus"] = PubSub,
        ["rabbitmq"] = PubSub,
        [Timer] = Timer,
        ["cron"] = Timer,
        ["schedule"] = Timer,
        ["scheduled"] = Timer,
        ["alarm"] = Timer,
    };

    /// <summary>
    /// The word for what an emitter wrote, "other" for what nobody knows; without <c>faas.trigger</c> it is told by the conventions of HTTP
    /// and messaging that the span follows, and empty when it follows neither.
    /// </summary>
    public static string Read(AttributeLookup attribute)
    {
        if (attribute("faas.trigger") is { Length: > 0 } raw)
        {
            return Words.GetValueOrDefault(raw.Trim(), Other);
        }
        // The instrumentation of Lambda for JavaScript knows no more of a request than its address.
        if (attribute("http.request.method") is not null || attribute("http.method") is not null || attribute("url.full") is not null)
        {
            return Http;
        }
        return attribute("messaging.system") is not null ? PubSub : "";
    }
}

namespace Observe.UI.Shaping;

/// <summary>What to add to send the first trace. The ports are the collector's defaults.</summary>
public sealed record FirstTraceSnippet(string Name, string Code)
{
    /// <param name="host">The host that the viewer reached these pages by: the collector usually listens there too.</param>
    public static IReadOnlyList<FirstTraceSnippet> For(string host) =>
    [
        new(".NET function", $$"""
            // once, at start
            using var observe = ObserveFunction.Start(o =>
            {
                o.ServiceName = "checkout";
                o.Endpoint = new Uri("http://{{host}}:4318");
            });

            // per invocation
            return await observe.InvokeAsync(invocation, () => Handle(order));
            """),
        new("Any language, OTLP", $"""
            export OTEL_SERVICE_NAME=checkout
            export OTEL_EXPORTER_OTLP_ENDPOINT=http://{host}:4318
            export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf

            # gRPC: port 4317
            """),
        new("curl", $$"""
            now=$(date +%s)
            curl -sS http://{{host}}:4318/v1/traces -H 'content-type: application/json' -d '{
              "resourceSpans": [{
                "resource": { "attributes": [{ "key": "service.name", "value": { "stringValue": "checkout" } }] },
                "scopeSpans": [{ "spans": [{
                  "traceId": "'$(openssl rand -hex 16)'", "spanId": "'$(openssl rand -hex 8)'",
                  "name": "first trace", "kind": 2,
                  "startTimeUnixNano": "'$now'000000000", "endTimeUnixNano": "'$now'250000000"
                }] }]
              }]
            }'
            """),
    ];
}

namespace Observe.Redaction;

/// <summary>
/// Attributes of the semantic conventions whose values are words of a list, versions, or ids that a platform made: no secret is looked for
/// in them, and no id of theirs can be mistaken for a card's number.
/// </summary>
internal static class PlainKeys
{
    public static IEnumerable<string> All =>
    [
        "telemetry.sdk.name", "telemetry.sdk.language", "telemetry.sdk.version", "telemetry.distro.name", "telemetry.distro.version",
        "service.name", "service.namespace", "service.version", "service.instance.id", "deployment.environment.name", "deployment.environment",
        "cloud.provider", "cloud.platform", "cloud.region", "cloud.availability_zone", "cloud.account.id", "cloud.resource_id",
        "faas.name", "faas.version", "faas.instance", "faas.invocation_id", "faas.trigger", "faas.invoked_name", "faas.invoked_provider",
        "faas.invoked_region", "aws.request_id", "aws.lambda.invoked_arn", "aws.log.group.names", "aws.log.stream.names",
        "host.arch", "host.id", "host.name", "os.type", "os.version", "container.id", "k8s.pod.uid", "k8s.pod.name", "k8s.node.name",
        "k8s.namespace.name", "k8s.cluster.name", "process.pid", "process.runtime.name", "process.runtime.version", "process.executable.name",
        "http.request.method", "http.response.status_code", "http.route", "http.method", "http.status_code", "http.scheme", "url.scheme",
        "server.address", "server.port", "client.address", "network.protocol.name", "network.protocol.version", "network.peer.address",
        "rpc.system", "rpc.service", "rpc.method", "db.system", "db.system.name", "db.operation.name", "db.collection.name",
        "messaging.system", "messaging.operation.type", "messaging.operation.name", "messaging.message.id", "messaging.message.conversation_id",
        "messaging.destination.name", "messaging.batch.message_count", "error.type", "exception.type", "thread.id", "thread.name",
        "code.function.name", "code.file.path", "code.line.number", "session.id", "gen_ai.system", "gen_ai.request.model", "gen_ai.response.model",
        "gen_ai.operation.name", "gen_ai.usage.input_tokens", "gen_ai.usage.output_tokens", "gen_ai.response.id",
    ];
}

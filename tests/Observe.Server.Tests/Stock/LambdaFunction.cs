using System.Text.Json;
using System.Text.Json.Nodes;

namespace Observe.Server.Tests.Stock;

/// <summary>
/// A Lambda function of Node.js with OpenTelemetry's own packages (the folder lambda beside this file), fetched once with npm ci. One run is one
/// execution environment: a process that serves some invocations and is then frozen for ever.
/// </summary>
internal static class LambdaFunction
{
    public const string Name = "orders";
    public const string Account = "123456789012";
    public const string Region = "eu-central-1";
    public const string Version = "7";

    private static readonly Lazy<Task> Installed = new(InstallAsync);
    private static readonly string Folder = Path.Combine(SourceTree.Root, "tests", "Observe.Server.Tests", "Stock", "lambda");

    /// <summary>Answers what the platform was answered, an invocation each: <c>result</c> or <c>error</c>.</summary>
    public static async Task<IReadOnlyList<JsonElement>> RunAsync(
        Uri collector, string instance, params (string RequestId, JsonObject Event)[] invocations)
    {
        await Installed.Value;
        var work = JsonSerializer.Serialize(invocations.Select(item => new { requestId = item.RequestId, @event = item.Event }));
        var output = await ProcessOutput.OfAsync(
            "node", ["--require", "./tracing.cjs", "runtime.cjs", work], Folder,
            new Dictionary<string, string>
            {
                ["AWS_EXECUTION_ENV"] = "AWS_Lambda_nodejs22.x",
                ["AWS_LAMBDA_FUNCTION_MEMORY_SIZE"] = "512",
                ["AWS_LAMBDA_FUNCTION_NAME"] = Name,
                ["AWS_LAMBDA_FUNCTION_VERSION"] = Version,
                ["AWS_LAMBDA_INITIALIZATION_TYPE"] = "on-demand",
                ["AWS_LAMBDA_LOG_GROUP_NAME"] = $"/aws/lambda/{Name}",
                ["AWS_LAMBDA_LOG_STREAM_NAME"] = instance,
                ["AWS_REGION"] = Region,
                ["INVOKED_FUNCTION_ARN"] = $"arn:aws:lambda:{Region}:{Account}:function:{Name}:live",
                ["LAMBDA_TASK_ROOT"] = Folder,
                ["_HANDLER"] = "orders.handler",
                ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.GetLeftPart(UriPartial.Authority),
                ["OTEL_SERVICE_NAME"] = Name,
            });
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonSerializer.Deserialize<JsonElement>(line))];
    }

    private static async Task InstallAsync()
    {
        if (!Directory.Exists(Path.Combine(Folder, "node_modules", "@opentelemetry", "instrumentation-aws-lambda")))
        {
            await ProcessOutput.OfAsync("npm", ["ci", "--no-audit", "--no-fund"], Folder);
        }
    }
}

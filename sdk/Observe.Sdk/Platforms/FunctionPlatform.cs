using System.Globalization;

namespace Observe.Sdk.Platforms;

/// <summary>What the environment variables say about where the function runs. Unknown stays null: nothing is guessed.</summary>
internal sealed record FunctionPlatform
{
    private const long Mebibyte = 1_048_576;

    /// <summary>Lambda's name; a platform of one's own that prepares environments ahead says it in the same way.</summary>
    private const string LambdaInitType = "AWS_LAMBDA_INITIALIZATION_TYPE";

    public string? Provider { get; init; }
    public string? Platform { get; init; }
    public string? Region { get; init; }
    public string? Account { get; init; }
    public string? FunctionName { get; init; }
    public string? FunctionVersion { get; init; }
    public string? Instance { get; init; }
    public long? MemoryBytes { get; init; }

    /// <summary>How the platform says that it prepared the environment, such as <c>provisioned-concurrency</c>.</summary>
    public string? InitType { get; init; }

    public static FunctionPlatform Detect(Func<string, string?> variable) =>
        DetectLambda(variable) ?? DetectAzure(variable) ?? DetectKnative(variable) ?? new FunctionPlatform { InitType = variable(LambdaInitType) };

    private static FunctionPlatform? DetectLambda(Func<string, string?> variable) =>
        variable("AWS_LAMBDA_FUNCTION_NAME") is not { Length: > 0 } name ? null : new FunctionPlatform
        {
            Provider = "aws",
            Platform = "aws_lambda",
            Region = variable("AWS_REGION"),
            FunctionName = name,
            FunctionVersion = variable("AWS_LAMBDA_FUNCTION_VERSION"),
            Instance = variable("AWS_LAMBDA_LOG_STREAM_NAME"),
            MemoryBytes = Mebibytes(variable("AWS_LAMBDA_FUNCTION_MEMORY_SIZE")),
            InitType = variable(LambdaInitType),
        };

    private static FunctionPlatform? DetectAzure(Func<string, string?> variable) =>
        variable("FUNCTIONS_WORKER_RUNTIME") is not { Length: > 0 } ? null : new FunctionPlatform
        {
            Provider = "azure",
            Platform = "azure.functions",
            Region = variable("REGION_NAME"),
            // SUBSCRIPTION+RESOURCEGROUP-REGIONwebspace
            Account = variable("WEBSITE_OWNER_NAME")?.Split('+')[0],
            FunctionName = variable("WEBSITE_SITE_NAME"),
            Instance = variable("WEBSITE_INSTANCE_ID"),
            MemoryBytes = Mebibytes(variable("WEBSITE_MEMORY_LIMIT_MB")),
        };

    /// <summary>Cloud Run speaks Knative's contract; a Knative of one's own runs on Kubernetes, which names its host.</summary>
    private static FunctionPlatform? DetectKnative(Func<string, string?> variable)
    {
        if (variable("K_SERVICE") is not { Length: > 0 } name)
        {
            return null;
        }
        var platform = new FunctionPlatform { FunctionName = name, FunctionVersion = variable("K_REVISION") };
        return variable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } ? platform : platform with
        {
            Provider = "gcp",
            Platform = variable("FUNCTION_TARGET") is { Length: > 0 } ? "gcp_cloud_functions" : "gcp_cloud_run",
            Account = variable("GOOGLE_CLOUD_PROJECT"),
        };
    }

    private static long? Mebibytes(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size) ? size * Mebibyte : null;
}

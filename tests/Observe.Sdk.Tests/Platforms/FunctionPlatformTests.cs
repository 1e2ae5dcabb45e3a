using Observe.Sdk.Platforms;

namespace Observe.Sdk.Tests.Platforms;

public sealed class FunctionPlatformTests
{
    [Fact]
    public void Detect_Lambda_ReadsItsVariables()
    {
        var platform = Detect(
            ("AWS_LAMBDA_FUNCTION_NAME", "orders"), ("AWS_LAMBDA_FUNCTION_VERSION", "3"), ("AWS_REGION", "eu-west-1"),
            ("AWS_LAMBDA_LOG_STREAM_NAME", "2026/01/01/[3]abc"), ("AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "4096"),
            ("AWS_LAMBDA_INITIALIZATION_TYPE", "provisioned-concurrency"));

        Assert.Equal(
            new FunctionPlatform
            {
                Provider = "aws",
                Platform = "aws_lambda",
                Region = "eu-west-1",
                FunctionName = "orders",
                FunctionVersion = "3",
                Instance = "2026/01/01/[3]abc",
                MemoryBytes = 4_294_967_296,
                InitType = "provisioned-concurrency",
            },
            platform);
    }

    [Fact]
    public void Detect_AzureFunctions_ReadsItsVariables()
    {
        var platform = Detect(
            ("FUNCTIONS_WORKER_RUNTIME", "dotnet-isolated"), ("WEBSITE_SITE_NAME", "shop"), ("REGION_NAME", "West Europe"),
            ("WEBSITE_OWNER_NAME", "sub-1+group-WestEuropewebspace"), ("WEBSITE_INSTANCE_ID", "i1"));

        Assert.Equal(
            ("azure", "azure.functions", "West Europe", "sub-1", "shop", "i1"),
            (platform.Provider, platform.Platform, platform.Region, platform.Account, platform.FunctionName, platform.Instance));
    }

    [Fact]
    public void Detect_KnativeVariables_AreCloudRunOnlyOutsideKubernetes()
    {
        var run = Detect(("K_SERVICE", "orders"), ("K_REVISION", "orders-7"));
        var function = Detect(("K_SERVICE", "orders"), ("FUNCTION_TARGET", "Handle"));
        var knative = Detect(("K_SERVICE", "orders"), ("KUBERNETES_SERVICE_HOST", "10.0.0.1"));

        Assert.Equal(("gcp", "gcp_cloud_run", "orders-7"), (run.Provider, run.Platform, run.FunctionVersion));
        Assert.Equal("gcp_cloud_functions", function.Platform);
        Assert.Equal((null, "orders"), (knative.Provider, knative.FunctionName));
    }

    [Fact]
    public void Detect_PlainProcess_ClaimsNothing() => Assert.Equal(new FunctionPlatform(), Detect());

    private static FunctionPlatform Detect(params (string Name, string Value)[] variables) =>
        FunctionPlatform.Detect(name => variables.FirstOrDefault(v => v.Name == name).Value);
}

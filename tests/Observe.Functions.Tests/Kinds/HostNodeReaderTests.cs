using Observe.Functions.Kinds;

namespace Observe.Functions.Tests.Kinds;

public sealed class HostNodeReaderTests
{
    [Theory]
    [InlineData("cloud.platform=aws_lambda; faas.name=pay", NodeKind.Function, "AWS Lambda")]
    [InlineData("cloud.platform=azure_functions", NodeKind.Function, "Azure Functions")]
    [InlineData("cloud.platform=azure.functions", NodeKind.Function, "Azure Functions")]
    [InlineData("cloud.platform=gcp_cloud_functions; faas.name=pay", NodeKind.Function, "Cloud Run functions")]
    [InlineData("cloud.platform=gcp_cloud_run; faas.name=pay", NodeKind.Function, "Cloud Run")]
    [InlineData("cloud.platform=gcp_cloud_run", NodeKind.Container, "Cloud Run")]
    [InlineData("faas.name=pay; k8s.pod.name=pay-1", NodeKind.Function, "")]
    [InlineData("cloud.provider=cloudflare; cloud.platform=cloudflare.workers; faas.name=pay", NodeKind.EdgeFunction, "Cloudflare Workers")]
    [InlineData("cloud.provider=cloudflare; faas.name=pay", NodeKind.EdgeFunction, "Cloudflare Workers")]
    [InlineData("cloud.platform=aws_lambda; faas.name=us-east-1.rewrite", NodeKind.EdgeFunction, "Lambda@Edge")]
    [InlineData("vercel.runtime=edge", NodeKind.EdgeFunction, "Vercel")]
    [InlineData("cloud.provider=vercel; process.runtime.name=edge", NodeKind.EdgeFunction, "Vercel")]
    [InlineData("cloud.provider=vercel; process.runtime.name=nodejs", NodeKind.Function, "Vercel")]
    [InlineData("cloud.platform=aws_ecs; aws.ecs.task.arn=arn:aws:ecs:eu-west-1:1:task/a/b", NodeKind.Container, "Amazon ECS")]
    [InlineData("aws.ecs.task.arn=arn:aws:ecs:eu-west-1:1:task/a/b", NodeKind.Container, "Amazon ECS")]
    [InlineData("cloud.platform=azure_container_apps", NodeKind.Container, "Azure Container Apps")]
    [InlineData("k8s.pod.name=pay-1", NodeKind.Container, "Kubernetes")]
    [InlineData("container.id=4f1c", NodeKind.Container, "")]
    [InlineData("cloud.platform=aws_ec2; container.id=4f1c", NodeKind.Container, "Amazon EC2")]
    [InlineData("cloud.platform=aws_ec2", NodeKind.Service, "Amazon EC2")]
    [InlineData("cloud.platform=our_own", NodeKind.Service, "our_own")]
    [InlineData("host.name=box-1", NodeKind.Service, "")]
    [InlineData("telemetry.sdk.language=webjs", NodeKind.Client, "browser")]
    [InlineData("browser.platform=macOS", NodeKind.Client, "browser")]
    [InlineData("os.name=Android", NodeKind.Client, "Android")]
    [InlineData("os.name=iOS; device.model.identifier=iPhone3,4", NodeKind.Client, "iOS")]
    [InlineData("device.id=7", NodeKind.Client, "device")]
    [InlineData("os.name=Ubuntu; telemetry.sdk.language=nodejs", NodeKind.Service, "")]
    [InlineData("", NodeKind.Service, "")]
    [InlineData("cloud.platform= ; container.id=", NodeKind.Service, "")]
    public void Read_Resource_TellsTheKind(string resource, NodeKind kind, string product)
    {
        var node = HostNodeReader.Read(Attributes.Of(""), Attributes.Of(resource));

        Assert.Equal((kind, product, false), (node.Kind, node.Product, node.Inferred));
    }

    [Theory]
    [InlineData("faas.trigger=http", "", NodeKind.Function, "")]
    [InlineData("faas.execution=1", "k8s.pod.name=pay-1", NodeKind.Function, "")]
    [InlineData("faas.name=app/pay", "cloud.platform=azure.app_service", NodeKind.Function, "Azure App Service")]
    [InlineData("cloud.platform=cloudflare.workers; faas.invocation_id=1", "", NodeKind.EdgeFunction, "Cloudflare Workers")]
    [InlineData("http.route=/pay", "", NodeKind.Service, "")]
    public void Read_SpanOfAnInvocation_TellsTheKind(string attributes, string resource, NodeKind kind, string product)
    {
        var node = HostNodeReader.Read(Attributes.Of(attributes), Attributes.Of(resource));

        Assert.Equal((kind, product), (node.Kind, node.Product));
    }

    [Theory]
    [InlineData("service.name=checkout; faas.name=pay", "checkout")]
    [InlineData("faas.name=pay", "pay")]
    [InlineData("", "unknown_service")]
    public void Read_Name_IsTheService(string resource, string name) =>
        Assert.Equal(name, HostNodeReader.Read(Attributes.Of(""), Attributes.Of(resource)).Name);
}

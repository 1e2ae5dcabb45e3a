using Observe.Functions.Normalisation;

namespace Observe.Functions.Kinds;

/// <summary>Reads what a span ran in, from its resource and what the span itself says of its invocation.</summary>
public static class HostNodeReader
{
    /// <summary>Lambda@Edge runs replicas of a function of this region, and names them after it.</summary>
    private const string EdgeReplica = "us-east-1.";

    /// <summary>The attributes of a resource that are looked at.</summary>
    public static IReadOnlyList<string> ResourceKeys { get; } =
    [
        "service.name", "faas.name", "cloud.platform", "cloud.provider", "telemetry.sdk.language", "browser.platform", "browser.brands", "browser.language",
        "browser.mobile", "os.name", "device.id", "device.model.identifier", "device.model.name", "device.manufacturer", "vercel.runtime", "process.runtime.name",
        "container.id", "container.name", "container.image.name", "k8s.pod.name", "k8s.pod.uid", "k8s.deployment.name", "aws.ecs.task.arn",
    ];

    private static readonly Dictionary<string, ManagedProduct> Platforms = new(StringComparer.Ordinal)
    {
        ["aws_lambda"] = new(NodeKind.Function, "AWS Lambda"),
        ["azure.functions"] = new(NodeKind.Function, "Azure Functions"),
        ["gcp_cloud_functions"] = new(NodeKind.Function, "Cloud Run functions"),
        ["alibaba_cloud_fc"] = new(NodeKind.Function, "Alibaba Cloud Function Compute"),
        ["tencent_cloud_scf"] = new(NodeKind.Function, "Tencent Cloud SCF"),
        ["cloudflare.workers"] = new(NodeKind.EdgeFunction, "Cloudflare Workers"),
        ["gcp_cloud_run"] = new(NodeKind.Container, "Cloud Run"),
        ["gcp_kubernetes_engine"] = new(NodeKind.Container, "GKE"),
        ["aws_app_runner"] = new(NodeKind.Container, "App Runner"),
        ["aws_ecs"] = new(NodeKind.Container, "Amazon ECS"),
        ["aws_eks"] = new(NodeKind.Container, "Amazon EKS"),
        ["azure.container_apps"] = new(NodeKind.Container, "Azure Container Apps"),
        ["azure.container_instances"] = new(NodeKind.Container, "Azure Container Instances"),
        ["azure.aks"] = new(NodeKind.Container, "AKS"),
        ["oracle_cloud_oke"] = new(NodeKind.Container, "OKE"),
        ["tencent_cloud_eks"] = new(NodeKind.Container, "Tencent Cloud EKS"),
        ["aws_openshift"] = new(NodeKind.Container, "OpenShift"),
        ["azure.openshift"] = new(NodeKind.Container, "OpenShift"),
        ["gcp_openshift"] = new(NodeKind.Container, "OpenShift"),
        ["alibaba_cloud_openshift"] = new(NodeKind.Container, "OpenShift"),
        ["ibm_cloud_openshift"] = new(NodeKind.Container, "OpenShift"),
        ["aws_ec2"] = new(NodeKind.Service, "Amazon EC2"),
        ["aws_elastic_beanstalk"] = new(NodeKind.Service, "Elastic Beanstalk"),
        ["azure.app_service"] = new(NodeKind.Service, "Azure App Service"),
        ["azure.vm"] = new(NodeKind.Service, "Azure VM"),
        ["gcp_app_engine"] = new(NodeKind.Service, "App Engine"),
        ["gcp_compute_engine"] = new(NodeKind.Service, "Compute Engine"),
    };

    private static readonly HashSet<string> MobileSystems = new(StringComparer.OrdinalIgnoreCase) { "android", "ios", "ipados", "watchos" };

    /// <summary>The thing that the span ran in.</summary>
    /// <param name="attribute">Of a span that was invoked; spans below it say nothing of their function.</param>
    public static GraphNode Read(AttributeLookup attribute, AttributeLookup resource)
    {
        var name = AttributeText.First(resource, "service.name") ?? AttributeText.First(resource, "faas.name") ?? "unknown_service";
        if (Device(resource) is { } device)
        {
            return new GraphNode(NodeKind.Client, name, device);
        }
        var platformName = AttributeText.First(resource, "cloud.platform") ?? AttributeText.First(attribute, "cloud.platform");
        var platform = Platforms.GetValueOrDefault(CloudPlatforms.Canonical(platformName))
            ?? new ManagedProduct(NodeKind.Service, CloudPlatforms.Canonical(platformName));
        var node = new GraphNode(platform.Kind, name, platform.Name);
        var function = AttributeText.First(resource, "faas.name");
        if (IsAtTheEdge(resource, platform, function))
        {
            return node with { Kind = NodeKind.EdgeFunction, Product = platform.Name == "AWS Lambda" ? "Lambda@Edge" : EdgeProduct(resource, platform) };
        }
        if (IsVercel(resource))
        {
            return node with { Kind = NodeKind.Function, Product = "Vercel" };
        }
        // Who gives its process the name of a function calls it one, also on Cloud Run or Knative, and has it among the functions.
        if (function is not null || IsInvocation(attribute))
        {
            return node with { Kind = platform.Kind == NodeKind.EdgeFunction ? NodeKind.EdgeFunction : NodeKind.Function };
        }
        return node.Kind == NodeKind.Service && IsContainer(resource)
            ? node with { Kind = NodeKind.Container, Product = node.Product.Length > 0 ? node.Product : Scheduler(resource) }
            : node;
    }

    /// <summary>True when a span says that it is an invocation of a function.</summary>
    public static bool IsInvocation(AttributeLookup attribute) => AttributeText.First(
        attribute, "faas.trigger", "faas.invocation_id", "faas.execution", "faas.name", "faas.coldstart") is not null;

    /// <summary>What a user holds in the hand, empty when it is not said; null for what runs elsewhere.</summary>
    private static string? Device(AttributeLookup resource)
    {
        if (AttributeText.First(resource, "telemetry.sdk.language") == "webjs"
            || AttributeText.First(resource, "browser.platform", "browser.brands", "browser.language", "browser.mobile") is not null)
        {
            return "browser";
        }
        var system = AttributeText.First(resource, "os.name");
        return system is not null && MobileSystems.Contains(system) ? system
            : AttributeText.First(resource, "device.id", "device.model.identifier", "device.model.name", "device.manufacturer") is not null ? system ?? "device"
            : null;
    }

    private static bool IsAtTheEdge(AttributeLookup resource, ManagedProduct platform, string? function) =>
        platform.Kind == NodeKind.EdgeFunction
        || (platform.Name == "AWS Lambda" && function is not null && function.StartsWith(EdgeReplica, StringComparison.Ordinal))
        || (AttributeText.First(resource, "cloud.provider") == "cloudflare" && function is not null)
        || (IsVercel(resource) && AttributeText.First(resource, "vercel.runtime", "process.runtime.name") is "edge" or "edge-runtime");

    private static string EdgeProduct(AttributeLookup resource, ManagedProduct platform) =>
        IsVercel(resource) ? "Vercel" : platform.Kind == NodeKind.EdgeFunction ? platform.Name : "Cloudflare Workers";

    private static bool IsVercel(AttributeLookup resource) =>
        AttributeText.First(resource, "cloud.provider") == "vercel" || AttributeText.First(resource, "vercel.runtime") is not null;

    private static bool IsContainer(AttributeLookup resource) => AttributeText.First(
        resource, "container.id", "container.name", "container.image.name", "k8s.pod.name", "k8s.pod.uid", "k8s.deployment.name", "aws.ecs.task.arn") is not null;

    private static string Scheduler(AttributeLookup resource) =>
        AttributeText.First(resource, "k8s.pod.name", "k8s.pod.uid", "k8s.deployment.name") is not null ? "Kubernetes"
        : AttributeText.First(resource, "aws.ecs.task.arn") is not null ? "Amazon ECS"
        : "";
}

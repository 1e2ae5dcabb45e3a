using System.Reflection;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Observe.Server.Composition;
using YamlDotNet.RepresentationModel;

namespace Observe.Server.Tests.Deploy;

/// <summary>What compose file, image and manifests say must be so in the program: its options, roles, paths and times; and they must be as careful as they claim.</summary>
public sealed partial class DeploymentTests
{
    private const string Folder = "docs/deploy/kubernetes";
    private static readonly TimeSpan PreStop = TimeSpan.FromSeconds(5);
    private static readonly string[] SecretOptions = ["Observe__Storage__Password", "Observe__Collector__IngestKey", "Observe__Security__AdminPassword", "Observe__Security__MasterKey"];

    private static YamlNode Compose => Assert.Single(Yaml.Read("docker-compose.yml"));

    private static IReadOnlyList<YamlNode> Manifests { get; } =
        [.. Assert.Single(Yaml.Read($"{Folder}/kustomization.yaml")).Texts("resources").SelectMany(file => Yaml.Read($"{Folder}/{file}"))];

    private static IReadOnlyList<YamlNode> Workloads => [.. Manifests.Where(manifest => manifest.Text("kind") is "Deployment" or "StatefulSet")];

    public static TheoryData<string> Files =>
        ["Dockerfile", "docker-compose.yml", "docs/operations.md", .. Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "docs/deploy"), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(SourceTree.Root, file))];

    [Theory]
    [MemberData(nameof(Files))]
    public void File_OptionsItNames_Exist(string file)
    {
        if (!File.Exists(Path.Combine(SourceTree.Root, file)))
        {
            return;
        }
        var options = Directory.EnumerateFiles(AppContext.BaseDirectory, "Observe.*.dll").Select(Path.GetFileNameWithoutExtension)
            .Where(name => !name!.EndsWith("Tests", StringComparison.Ordinal)).SelectMany(name => Assembly.Load(name!).GetTypes())
            .Where(type => type.GetField("Section")?.IsLiteral == true)
            .SelectMany(type => type.GetProperties().Select(property => $"{type.GetField("Section")!.GetRawConstantValue()}:{property.Name}")).ToHashSet();

        var named = Option().Matches(SourceTree.Read(file)).Select(match => match.Value.Replace("__", ":", StringComparison.Ordinal)).ToArray();

        Assert.All(named, name => Assert.True(options.Any(option => name == option || name.StartsWith(option + ":", StringComparison.Ordinal)), $"{file} names {name}, which is no option."));
    }

    [Fact]
    public void Compose_RunsTheRolesEachOnce_AndCollectorsTwice()
    {
        var roles = Servers().Select(service => service.Texts("command")).Select(command => { Assert.Equal("--roles", command[0]); return command[1]; }).ToArray();

        Assert.Equal(["alerts", "collector", "collector", "ui,api"], roles.Order());
        Assert.All(roles, role => Assert.True(RoleSet.TryParse(role, out _, out _)));
    }

    [Fact]
    public void Compose_Services_AreNotRootAndWriteNothingButTheirVolumes()
    {
        Assert.All(Servers(), service =>
        {
            Assert.Equal("1654:1654", service.Text("user"));
            Assert.Equal("true", service.Text("read_only"));
            Assert.Equal(["ALL"], service.Texts("cap_drop"));
            Assert.Equal("team", service.Text("build/target"));
            Assert.True(Seconds(service.Text("stop_grace_period")) > Timeout(service.Text("environment/Observe__Server__ShutdownTimeout")));
        });
        var journals = Servers().SelectMany(service => service.Texts("volumes")).ToArray();
        Assert.Equal(journals.Distinct(), journals);
    }

    [Fact]
    public void Compose_Secrets_AreFilesWithTheNamesOfTheirOptions()
    {
        var text = SourceTree.Read("docker-compose.yml");
        Assert.DoesNotMatch(@"(?im)^\s*\S*(password|masterkey|ingestkey|secret_?key)\S*:[ \t]*[^\s{]", text.Replace("CLICKHOUSE_PASSWORD=$$(cat", "", StringComparison.Ordinal));
        var sources = Compose.Pairs("secrets");
        Assert.All(Servers(), service => Assert.Equal(SecretOptions, service.Items("secrets").Select(secret => secret.Text("target"))));
        Assert.All(Servers().SelectMany(service => service.Items("secrets")), secret =>
            Assert.Equal($"./secrets/{secret.Text("target")}", sources[secret.Text("source")].Text("file")));
        Assert.All(SecretOptions, option => Assert.Contains($"make {option} ", SourceTree.Read("docs/deploy/secrets.sh"), StringComparison.Ordinal));
        Assert.Contains("secrets/", SourceTree.Read(".gitignore").Split('\n'));
        Assert.Contains("secrets", SourceTree.Read(".dockerignore").Split('\n'));
    }

    [Fact]
    public void Nginx_NamesTheCollectorsOfCompose_AndRepeatsNothingThatWasSent()
    {
        var nginx = SourceTree.Read("docs/deploy/nginx.conf");
        var collectors = Compose.Pairs("services").Keys.Where(name => name.StartsWith("collector-", StringComparison.Ordinal)).Order().ToArray();

        Assert.All(new[] { 4317, 4318 }, port => Assert.Equal(
            collectors, Upstream().Matches(nginx).Where(match => match.Groups["port"].Value == $"{port}").Select(match => match.Groups["name"].Value).Order()));
        Assert.DoesNotMatch(@"(?m)^\s*(grpc|proxy)_next_upstream .*non_idempotent", nginx);
        Assert.Contains("client_max_body_size 0;", nginx, StringComparison.Ordinal);
    }

    [Fact]
    public void Image_OfTheTeam_HasNoEngineAndChecksItself()
    {
        var image = SourceTree.Read("Dockerfile");

        Assert.Matches(@"(?s)FROM source AS build-team\nRUN dotnet publish server/Observe.Server.csproj [^\n]*-p:EmbeddedEngine=false", image);
        Assert.Contains("'$(EmbeddedEngine)' != 'false'", SourceTree.Read("storage/Engine/libchdb.targets"), StringComparison.Ordinal);
        Assert.Contains("'$(EmbeddedEngine)' != 'false'", SourceTree.Read("server/Observe.Server.csproj"), StringComparison.Ordinal);
        Assert.Matches(@"(?m)^USER \$APP_UID$", image);
        Assert.Matches(@"(?m)^HEALTHCHECK .*""--health""\]$", image);
        Assert.True(CommandLineSwitches.Read(["--health"]).AsksHealth);
    }

    [Fact]
    public void Kubernetes_Pods_AreNotRootWriteNothingAndMayDoNothing()
    {
        Assert.Equal(3, Workloads.Count);
        Assert.All(Workloads, workload =>
        {
            var pod = workload.At("spec/template/spec")!;
            Assert.Equal(("true", "1654", "RuntimeDefault"), (pod.Text("securityContext/runAsNonRoot"), pod.Text("securityContext/runAsUser"), pod.Text("securityContext/seccompProfile/type")));
            Assert.Equal("false", pod.Text("automountServiceAccountToken"));
            var container = Assert.Single(pod.Items("containers"));
            Assert.Equal(("true", "false"), (container.Text("securityContext/readOnlyRootFilesystem"), container.Text("securityContext/allowPrivilegeEscalation")));
            Assert.Equal(["ALL"], container.Texts("securityContext/capabilities/drop"));
            Assert.All(new[] { "resources/requests/cpu", "resources/requests/memory", "resources/limits/memory" }, path => Assert.NotEqual("", container.Text(path)));
            // Each mount has its volume, and secrets come as files.
            var volumes = pod.Items("volumes").Concat(workload.Items("spec/volumeClaimTemplates")).Select(volume => volume.Text("name") + volume.Text("metadata/name")).ToArray();
            Assert.Equal(volumes.Order(), container.Items("volumeMounts").Select(mount => mount.Text("name")).Order());
            Assert.Equal("observe", Assert.Single(pod.Items("volumes"), volume => volume.At("secret") is not null).Text("secret/secretName"));
            Assert.Empty(container.Items("env"));
        });
        var options = Assert.Single(Manifests, manifest => manifest.Text("kind") == "ConfigMap").Pairs("data");
        Assert.Empty(options.Keys.Intersect(SecretOptions));
        Assert.Equal(options["Observe__Security__SecretsDirectory"].ToString(), Assert.Single(Workloads[0].At("spec/template/spec")!.Items("containers")).Items("volumeMounts")[0].Text("mountPath"));
    }

    [Fact]
    public async Task Kubernetes_Probes_AskPathsThatTheServerAnswers()
    {
        await using var app = ServerHost.Build(["--Observe:Server:Url=http://127.0.0.1:0", $"--Observe:Storage:DataDirectory={Path.GetTempPath()}/observe-deployment-tests"]);
        var paths = ((IEndpointRouteBuilder)app).DataSources.SelectMany(source => source.Endpoints).OfType<RouteEndpoint>().Select(endpoint => endpoint.RoutePattern.RawText).ToHashSet();

        Assert.All(Workloads.Select(workload => workload.Items("spec/template/spec/containers")[0]), container => Assert.All(new[] { "startupProbe", "livenessProbe", "readinessProbe" }, probe =>
        {
            Assert.Contains(container.Text($"{probe}/httpGet/path"), paths);
            Assert.Contains(container.Items("ports"), port => port.Text("name") == container.Text($"{probe}/httpGet/port"));
        }));
        // A collector takes while ClickHouse is away; the others can answer nothing then.
        Assert.Equal(["/healthz/live", "/healthz/ready", "/healthz/ready"], Workloads.Select(workload => workload.Items("spec/template/spec/containers")[0].Text("readinessProbe/httpGet/path")).Order());
    }

    [Fact]
    public void Kubernetes_GraceOfAPod_IsLongerThanItsStop()
    {
        var options = Assert.Single(Manifests, manifest => manifest.Text("kind") == "ConfigMap").Pairs("data");
        var shutdown = Timeout(options["Observe__Server__ShutdownTimeout"].ToString());

        Assert.True(Timeout(options["Observe__Collector__DrainTimeout"].ToString()) < shutdown);
        Assert.All(Workloads, workload =>
        {
            Assert.Equal(["sleep", $"{PreStop.TotalSeconds}"], workload.Items("spec/template/spec/containers")[0].Texts("lifecycle/preStop/exec/command"));
            Assert.True(Seconds(workload.Text("spec/template/spec/terminationGracePeriodSeconds") + "s") >= PreStop + shutdown + TimeSpan.FromSeconds(5));
        });
    }

    [Fact]
    public void Kubernetes_Selectors_MeetPodsAndPorts()
    {
        var pods = Workloads.Select(workload => workload.At("spec/template")!).ToArray();
        Assert.All(Workloads, workload => Assert.Equal(Labels(workload.At("spec/selector/matchLabels")!), Labels(workload.At("spec/template/metadata/labels")!)));
        Assert.All(Manifests.Where(manifest => manifest.Text("kind") == "Service"), service =>
        {
            var pod = Assert.Single(pods, pod => Labels(service.At("spec/selector")!).SequenceEqual(Labels(pod.At("metadata/labels")!)));
            Assert.All(service.Items("spec/ports"), port => Assert.Contains(pod.Items("spec/containers")[0].Items("ports"), own => own.Text("name") == port.Text("targetPort")));
        });
        Assert.All(Manifests.Where(manifest => manifest.Text("kind") is "PodDisruptionBudget" or "NetworkPolicy"), policy => Assert.Contains(
            pods, pod => Labels((policy.At("spec/selector/matchLabels") ?? policy.At("spec/podSelector/matchLabels"))!).All(Labels(pod.At("metadata/labels")!).Contains)));
        Assert.Equal(3, Manifests.Count(manifest => manifest.Text("kind") == "PodDisruptionBudget"));
        Assert.Equal(["alerts", "collector", "ui,api"], Workloads.Select(workload => workload.Items("spec/template/spec/containers")[0].Texts("args")).Select(args => { Assert.Equal("--roles", args[0]); return args[1]; }).Order());
    }

    private static IReadOnlyList<YamlNode> Servers() =>
        [.. Compose.Pairs("services").Where(service => service.Value.Text("image") == "observe-team" && service.Key != "demo").Select(service => service.Value)];

    private static string[] Labels(YamlNode node) => [.. node.Pairs(".").Select(pair => $"{pair.Key}={pair.Value}").Order(StringComparer.Ordinal)];

    private static TimeSpan Timeout(string text) => TimeSpan.Parse(text, System.Globalization.CultureInfo.InvariantCulture);

    private static TimeSpan Seconds(string text) => TimeSpan.FromSeconds(int.Parse(text.TrimEnd('s'), System.Globalization.CultureInfo.InvariantCulture));

    [GeneratedRegex(@"(?<![\w/.-])Observe(__[A-Za-z]+){2,}|(?<![\w/.-])Observe(:[A-Za-z]+){2,}")]
    private static partial Regex Option();

    [GeneratedRegex(@"server (?<name>[a-z0-9-]+):(?<port>\d+) ")]
    private static partial Regex Upstream();
}

using System.Reflection;
using System.Text.RegularExpressions;
using Observe.Server.Security;

namespace Observe.Server.Tests;

/// <summary>What the documents name must exist, and what can be set must be named.</summary>
public sealed partial class DocumentsTests
{
    private static readonly Assembly[] Rooms = [.. Directory.EnumerateFiles(AppContext.BaseDirectory, "Observe.*.dll")
        .Select(Path.GetFileNameWithoutExtension)
        .Where(name => name!.Split('.') is [_, "Server" or "Collector" or "Storage" or "Alerts" or "UI" or "Functions"])
        .Select(name => Assembly.Load(name!))];

    [Fact]
    public void Architecture_PathsItNames_Exist()
    {
        var paths = PathInCode().Matches(SourceTree.Read("ARCHITECTURE.md")).Select(match => match.Groups["path"].Value).ToArray();

        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.True(
            Path.Exists(Path.Combine(SourceTree.Root, path)), $"ARCHITECTURE.md names {path}, which does not exist."));
    }

    [Fact]
    public void Readme_ConfigurationTable_NamesEveryOption()
    {
        var readme = SourceTree.Read("README.md");

        var keys = Rooms.SelectMany(room => room.GetTypes()).SelectMany(KeysOf).ToArray();

        Assert.Contains($"{SecurityOptions.Section}:{nameof(SecurityOptions.AdminUser)}", keys);
        Assert.All(keys, key => Assert.True(readme.Contains($"`{key}`", StringComparison.Ordinal), $"README.md does not name {key}."));
    }

    [Fact]
    public void Readme_KeysItNames_AreOptions()
    {
        var keys = Rooms.SelectMany(room => room.GetTypes()).SelectMany(KeysOf).ToHashSet();

        var named = KeyInCode().Matches(SourceTree.Read("README.md")).Select(match => match.Groups["key"].Value);

        Assert.All(named, key => Assert.True(keys.Contains(key), $"README.md names {key}, which is no option."));
    }

    [Fact]
    public void Operations_MetricsItNames_AreThoseOfTheCode()
    {
        var code = string.Concat(new[] { "alerts", "collector", "server", "storage", "ui" }.SelectMany(room => Directory.EnumerateFiles(
            Path.Combine(SourceTree.Root, room), "*.cs", SearchOption.AllDirectories)).Where(file => !file.Contains("node_modules", StringComparison.Ordinal)).Select(File.ReadAllText));

        var made = Instrument().Matches(code).Select(match => match.Groups["name"].Value).Distinct().Order();

        Assert.Equal(made, MetricInCode().Matches(SourceTree.Read("docs/operations.md")).Select(match => match.Groups["name"].Value).Distinct().Order());
    }

    /// <param name="metric">As Prometheus sees it.</param>
    internal static bool IsNamed(string document, string metric) => MetricInCode().Matches(document)
        .Select(match => match.Groups["name"].Value.Replace('.', '_')).Any(name => metric == name || metric == name + "_total" || metric == name + "_seconds" || metric == name + "_ratio");

    private static IEnumerable<string> KeysOf(Type type) =>
        type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetField("Section")?.GetRawConstantValue() is string section
            ? type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                .Where(property => property.CanWrite || typeof(System.Collections.IList).IsAssignableFrom(property.PropertyType)
                    || property.PropertyType.IsGenericType)
                .Select(property => $"{section}:{property.Name}")
            : [];

    [GeneratedRegex("`(?<path>[A-Za-z_.][A-Za-z0-9_.-]*/[A-Za-z0-9_./-]*)`")]
    private static partial Regex PathInCode();

    [GeneratedRegex("Create(Observable)?(Counter|Gauge|Histogram)(<[a-z]+>)?\\(\\s*\"(?<name>observe\\.[a-z_.]+)\"")]
    private static partial Regex Instrument();

    [GeneratedRegex("`(?<name>observe\\.[a-z_.]+)`")]
    private static partial Regex MetricInCode();

    [GeneratedRegex("`(?<key>Observe(:[A-Za-z]+){2,})`")]
    private static partial Regex KeyInCode();
}

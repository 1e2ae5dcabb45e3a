using YamlDotNet.RepresentationModel;

namespace Observe.Server.Tests.Deploy;

/// <summary>Reads manifests by paths like <c>spec/template/spec</c>; what is not there is empty text, or no items.</summary>
internal static class Yaml
{
    /// <summary>All documents of a file; merge keys (<c>&lt;&lt;</c>) are taken in.</summary>
    public static IReadOnlyList<YamlNode> Read(string path)
    {
        var stream = new YamlStream();
        using var reader = new StringReader(SourceTree.Read(path));
        stream.Load(reader);
        return [.. stream.Documents.Select(document => document.RootNode)];
    }

    public static YamlNode? At(this YamlNode node, string path)
    {
        YamlNode? current = node;
        foreach (var name in path.Split('/'))
        {
            current = current is YamlMappingNode map ? Value(map, name) : null;
        }
        return current;
    }

    public static string Text(this YamlNode node, string path) => node.At(path) is YamlScalarNode { Value: { } value } ? value : "";

    public static IReadOnlyList<YamlNode> Items(this YamlNode node, string path) => node.At(path) is YamlSequenceNode list ? [.. list] : [];

    public static IReadOnlyList<string> Texts(this YamlNode node, string path) =>
        [.. node.Items(path).OfType<YamlScalarNode>().Select(item => item.Value ?? "")];

    public static IReadOnlyDictionary<string, YamlNode> Pairs(this YamlNode node, string path)
    {
        if (node.At(path) is not YamlMappingNode map)
        {
            return new Dictionary<string, YamlNode>();
        }
        var pairs = map.Children.Where(pair => pair.Key.ToString() != "<<").ToDictionary(pair => pair.Key.ToString(), pair => pair.Value);
        foreach (var (key, value) in Merged(map)?.Pairs(".") ?? new Dictionary<string, YamlNode>())
        {
            pairs.TryAdd(key, value);
        }
        return pairs;
    }

    private static YamlNode? Value(YamlMappingNode map, string name) =>
        name == "." ? map
        : map.Children.TryGetValue(new YamlScalarNode(name), out var value) ? value
        : Merged(map) is { } merged ? Value(merged, name) : null;

    private static YamlMappingNode? Merged(YamlMappingNode map) =>
        map.Children.TryGetValue(new YamlScalarNode("<<"), out var merged) ? (YamlMappingNode)merged : null;
}

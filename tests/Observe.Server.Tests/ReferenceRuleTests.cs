using System.Xml.Linq;

namespace Observe.Server.Tests;

/// <summary>Which room may know which: an edge that is not listed here fails, in the project files themselves.</summary>
public sealed class ReferenceRuleTests
{
    private static readonly Dictionary<string, string[]> Allowed = new()
    {
        ["Observe.Functions"] = [],
        ["Observe.Storage"] = ["Observe.Functions"],
        ["Observe.Redaction"] = [],
        // What leaves no function reaches no disk: the same secrets.
        ["Observe.Collector"] = ["Observe.Functions", "Observe.Redaction", "Observe.Storage"],
        ["Observe.Alerts"] = ["Observe.Functions", "Observe.Storage"],
        ["Observe.UI"] = ["Observe.Functions", "Observe.Storage"],
        ["Observe.Server"] = ["Observe.Alerts", "Observe.Collector", "Observe.Functions", "Observe.Storage", "Observe.UI"],
    };

    public static TheoryData<string> Projects => [.. ProjectFiles().Select(file => Path.GetRelativePath(SourceTree.Root, file))];

    [Theory]
    [MemberData(nameof(Projects))]
    public void Project_References_AreAllowed(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);

        foreach (var (target, isCode) in References(path))
        {
            Assert.True(MayReference(name, target, isCode), $"{name} must not reference {target}.");
        }
    }

    [Fact]
    public void Projects_AllRooms_AreFound() =>
        Assert.Subset(ProjectFiles().Select(Path.GetFileNameWithoutExtension).ToHashSet(), Allowed.Keys.ToHashSet<string?>());

    private static bool MayReference(string name, string target, bool isCode)
    {
        if (IsTest(target))
        {
            return false;
        }
        if (IsTest(name))
        {
            return true;
        }
        // The function of the benchmark is a user of the packages.
        if (name.StartsWith("Observe.Sdk", StringComparison.Ordinal) || name == "Observe.LambdaFunction")
        {
            return target.StartsWith("Observe.Sdk", StringComparison.Ordinal) || target == "Observe.Redaction";
        }
        if (name.StartsWith("Observe.Samples.", StringComparison.Ordinal))
        {
            return target.StartsWith("Observe.Sdk", StringComparison.Ordinal) || target.StartsWith("Observe.Samples.", StringComparison.Ordinal);
        }
        // The server is built together with the samples that --demo runs, but knows no code of them.
        return (name == "Observe.Server" && target.StartsWith("Observe.Samples.", StringComparison.Ordinal) && !isCode)
            || (Allowed.TryGetValue(name, out var targets) && targets.Contains(target));
    }

    private static bool IsTest(string name) => name.EndsWith(".Tests", StringComparison.Ordinal) || name == "Observe.Benchmarks";

    private static IEnumerable<(string Target, bool IsCode)> References(string path) =>
        XDocument.Load(Path.Combine(SourceTree.Root, path)).Descendants("ProjectReference").Select(reference => (
            Path.GetFileNameWithoutExtension(reference.Attribute("Include")!.Value.Replace('\\', '/')),
            !string.Equals(reference.Attribute("ReferenceOutputAssembly")?.Value, "false", StringComparison.OrdinalIgnoreCase)));

    private static IEnumerable<string> ProjectFiles() => Directory
        .EnumerateFiles(SourceTree.Root, "*.csproj", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint })
        .Where(file => !file.Contains($"{Path.DirectorySeparatorChar}node_modules{Path.DirectorySeparatorChar}", StringComparison.Ordinal));
}

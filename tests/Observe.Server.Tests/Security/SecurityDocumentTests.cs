using System.Text.RegularExpressions;

namespace Observe.Server.Tests.Security;

/// <summary>docs/security.md promises tests; each must be there, and each line must name one or say why not.</summary>
public sealed partial class SecurityDocumentTests
{
    [Fact]
    public void Document_TestsItNames_Exist()
    {
        var named = NamedTest().Matches(SourceTree.Read("docs/security.md")).Select(match => (Class: match.Groups["class"].Value, Test: match.Groups["test"].Value)).Distinct().ToList();
        var files = Directory.EnumerateFiles(Path.Combine(SourceTree.Root, "tests"), "*Tests.cs", SearchOption.AllDirectories)
            .ToLookup(file => Path.GetFileNameWithoutExtension(file));

        Assert.True(named.Count > 50);
        Assert.All(named, test => Assert.True(
            files[test.Class].Any(file => File.ReadAllText(file).Contains($" {test.Test}(", StringComparison.Ordinal)),
            $"docs/security.md names {test.Class}.{test.Test}, which does not exist."));
    }

    [Fact]
    public void Document_EachLine_NamesATestOrSaysWhyNot()
    {
        var lines = SourceTree.Read("docs/security.md").Split('\n').Where(line => line.StartsWith("| ", StringComparison.Ordinal) && !line.Contains("| --- |", StringComparison.Ordinal)
            && !line.EndsWith("| Shown by |", StringComparison.Ordinal));

        Assert.All(lines, line => Assert.True(
            NamedTest().IsMatch(line) || Reason().IsMatch(line), $"No test and no reason: {line}"));
    }

    [GeneratedRegex("`(?<class>[A-Za-z0-9]+Tests)\\.(?<test>[A-Z][A-Za-z0-9_]+)`")]
    private static partial Regex NamedTest();

    [GeneratedRegex("\\| (none: |no test[,:] )")]
    private static partial Regex Reason();
}

using System.Reflection;
using System.Text.RegularExpressions;

namespace Observe.Sdk.Tests.Readme;

/// <summary>The SDK's README says what is there.</summary>
public sealed partial class ReadmeTests
{
    internal static readonly string Root = RootFolder();
    private static readonly string Text = File.ReadAllText(Path.Combine(Root, "sdk", "README.md"));

    public static TheoryData<string> Pieces => [.. CodeBlocks().Matches(Text).Select(match => match.Groups[1].Value)];

    [Theory]
    [MemberData(nameof(Pieces))]
    public void CodeBlock_IsCompiledWithTheTests(string code)
    {
        var compiled = Lines(File.ReadAllText(Path.Combine(Root, "tests", "Observe.Sdk.Tests", "Readme", "Snippets.cs")));

        Assert.Contains(Lines(code), compiled, StringComparison.Ordinal);
    }

    [Fact]
    public void OptionsTable_NamesEachOption()
    {
        var named = Names().Matches(Text).Select(match => match.Groups[1].Value).ToHashSet();

        Assert.Subset(named, typeof(ObserveOptions).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(option => option.Name).ToHashSet());
    }

    /// <summary>Indentation is of the surroundings.</summary>
    private static string Lines(string code) => string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string RootFolder()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Observe.sln")))
        {
            folder = folder.Parent!;
        }
        return folder.FullName;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodeBlocks();

    [GeneratedRegex("`([A-Za-z]+)`")]
    private static partial Regex Names();
}

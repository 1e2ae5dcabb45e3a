using System.Text.RegularExpressions;
using Observe.UI.Theme;

namespace Observe.UI.Tests.Theme;

public sealed partial class DesignTokensTests
{
    internal static readonly string Folder = Path.Combine(Root(), "ui");

    [Fact]
    public void Dark_EveryColour_EqualsTheStylesheet() => AssertEqual(DesignTokens.Dark, "[data-theme=\"dark\"] {");

    [Fact]
    public void Light_EveryColour_EqualsTheStylesheet() => AssertEqual(DesignTokens.Light, "\n[data-theme=\"light\"] {");

    [Fact]
    public void Components_Colours_ComeFromTokensOnly()
    {
        var offenders = Directory.EnumerateFiles(Path.Combine(Folder, "Components"), "*.*", SearchOption.AllDirectories)
            .Where(path => path.EndsWith(".razor", StringComparison.Ordinal) || path.EndsWith(".css", StringComparison.Ordinal))
            .Where(path => HexColour().IsMatch(File.ReadAllText(path)));

        Assert.Empty(offenders);
    }

    [Fact]
    public void Components_EveryIcon_IsInTheSprite()
    {
        var sprite = SymbolId().Matches(File.ReadAllText(Path.Combine(Folder, "wwwroot", "icons.svg"))).Select(m => m.Groups[1].Value).ToHashSet();
        var used = Directory.EnumerateFiles(Path.Combine(Folder, "Components"), "*.razor", SearchOption.AllDirectories)
            .SelectMany(path => IconUse().Matches(File.ReadAllText(path)).Select(m => m.Groups[1].Value));

        Assert.Equal([], used.Except(sprite));
    }

    /// <summary>Telemetry is untrusted: only the Razor compiler may write markup, and only what stands in a .razor file.</summary>
    [Fact]
    public void Sources_HandWrittenMarkup_DoesNotExist()
    {
        var offenders = Directory.EnumerateFiles(Folder, "*.*", SearchOption.AllDirectories)
            .Where(path => !path.Contains("node_modules", StringComparison.Ordinal) && !path.Contains("/lib/", StringComparison.Ordinal))
            .Where(path => Path.GetExtension(path) is ".cs" or ".razor" or ".js")
            .Where(path => UnsafeMarkup().IsMatch(File.ReadAllText(path)));

        Assert.Empty(offenders);
    }

    private static void AssertEqual(IReadOnlyDictionary<string, string> table, string selector)
    {
        var css = File.ReadAllText(Path.Combine(Folder, "wwwroot", "tokens.css"));
        var start = css.IndexOf(selector, StringComparison.Ordinal);
        var block = css[start..css.IndexOf('}', start)];
        var written = Token().Matches(block).ToDictionary(m => m.Groups[1].Value, m => m.Groups[2].Value);

        Assert.All(table, pair => Assert.Equal(pair.Value, written[pair.Key]));
    }

    private static string Root()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Observe.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("The tests run outside the repository.");
        }
        return folder.FullName;
    }

    [GeneratedRegex("--([a-z0-9-]+): (#[0-9a-f]{6});")]
    private static partial Regex Token();

    [GeneratedRegex("#[0-9a-fA-F]{6}\\b|#[0-9a-fA-F]{3};")]
    private static partial Regex HexColour();

    [GeneratedRegex("<symbol id=\"([a-z-]+)\"")]
    private static partial Regex SymbolId();

    [GeneratedRegex("<Icon Name=\"([a-z-]+)\"")]
    private static partial Regex IconUse();

    [GeneratedRegex("AddMarkupContent|MarkupString|innerHTML|outerHTML|insertAdjacentHTML|\\beval\\(")]
    private static partial Regex UnsafeMarkup();
}

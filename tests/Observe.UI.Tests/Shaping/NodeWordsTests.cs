using System.Text.RegularExpressions;
using Observe.Functions.Kinds;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed partial class NodeWordsTests
{
    [Theory]
    [InlineData(NodeKind.Function, "checkout", "AWS Lambda", false, "Function on AWS Lambda")]
    [InlineData(NodeKind.Service, "checkout", "", false, "Service")]
    [InlineData(NodeKind.Client, "shop", "browser", false, "Client (browser)")]
    [InlineData(NodeKind.Queue, "orders", "SQS", true, "Queue orders (SQS), inferred from this call")]
    [InlineData(NodeKind.Authentication, "Cognito", "Cognito", true, "Authentication Cognito, inferred from this call")]
    [InlineData(NodeKind.Service, "northpay.example", "", true, "Service northpay.example, inferred from this call")]
    public void Sentence_SaysWhatItIsAndHowThatIsKnown(NodeKind kind, string name, string product, bool inferred, string expected) =>
        Assert.Equal(expected, NodeWords.Sentence(new GraphNode(kind, name, product, inferred)));

    [Fact]
    public void Kinds_AllHaveTheirOwnWordAndTheirOwnIconOfTheSprite()
    {
        var kinds = Enum.GetValues<NodeKind>();
        var sprite = Symbol().Matches(File.ReadAllText(Path.Combine(Theme.DesignTokensTests.Folder, "wwwroot", "icons.svg")))
            .Select(match => match.Groups[1].Value);

        Assert.Equal(kinds.Length, kinds.Select(NodeWords.Of).Distinct().Count());
        Assert.Equal(kinds.Length, kinds.Select(NodeWords.IconOf).Distinct().Count());
        Assert.Subset(sprite.ToHashSet(), kinds.Select(NodeWords.IconOf).ToHashSet());
    }

    [GeneratedRegex("<symbol id=\"([a-z-]+)\"")]
    private static partial Regex Symbol();
}

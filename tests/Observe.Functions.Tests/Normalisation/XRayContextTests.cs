using Observe.Functions.Normalisation;

namespace Observe.Functions.Tests.Normalisation;

public sealed class XRayContextTests
{
    [Fact]
    public void Parse_Header_IsAContextOfOurs() => Assert.Equal(
        new XRayContext("5759e988bd862e3fe1be46a994272793", "53995c3f42cd8ad8", true),
        XRayContext.Parse("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995C3F42CD8AD8;Sampled=1"));

    [Fact]
    public void Parse_ParentThatWasNotSampled_IsNoParent() =>
        Assert.False(XRayContext.Parse("Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0;Lineage=a87bd80c:0")!.IsSampled);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("Root=2-5759e988-bd862e3fe1be46a994272793")]
    [InlineData("Root=1-5759e988-bd862e3fe1be46a99427279")]
    [InlineData("Root=1-5759e98g-bd862e3fe1be46a994272793")]
    [InlineData("5759e988bd862e3fe1be46a994272793")]
    public void Parse_Anything_IsNone(string? header) => Assert.Null(XRayContext.Parse(header));
}

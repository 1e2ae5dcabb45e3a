using Observe.Functions.Invocations;
using Observe.Functions.Normalisation;

namespace Observe.Functions.Tests.Normalisation;

public sealed class FunctionIdentityReaderTests
{
    [Fact]
    public void Read_OnlyAnArn_NamesTheFunction() => Assert.Equal(
        new FunctionIdentity("aws", "123456789012", "eu-west-1", "", "resize"),
        Read(("cloud.resource_id", "arn:aws:lambda:eu-west-1:123456789012:function:resize:live")));

    [Fact]
    public void Read_LegacyNames_AreUnderstood() => Assert.Equal(
        new FunctionIdentity("alibaba_cloud", "", "x", "test", "f"),
        Read(("faas.invoked_provider", "alibaba_cloud"), ("faas.invoked_region", "x"), ("deployment.environment", "test"), ("faas.name", "f")));

    [Theory]
    [InlineData("resize", "images/resize")]
    [InlineData("images/resize", "images/resize")]
    [InlineData("images", "images")]
    public void Read_AzureFunction_IsNamedWithinItsApp(string name, string expected) =>
        Assert.Equal(expected, Read(("cloud.provider", "azure"), ("service.name", "images"), ("faas.name", name)).Name);

    [Fact]
    public void Read_NoFunctionName_IsTheService()
    {
        Assert.Equal("web", Read(("service.name", "web")).Name);
        Assert.Equal("unknown_service", Read().Name);
    }

    private static FunctionIdentity Read(params (string Key, string Value)[] resource) =>
        FunctionIdentityReader.Read(_ => null, key => resource.FirstOrDefault(item => item.Key == key).Value);
}

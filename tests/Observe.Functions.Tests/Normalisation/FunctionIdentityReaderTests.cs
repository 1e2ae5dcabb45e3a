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

    [Fact]
    public void Read_OldResourceId_IsUnderstood() => Assert.Equal(
        new FunctionIdentity("aws", "1", "eu-west-1", "", "resize"), Read(("faas.id", "arn:aws:lambda:eu-west-1:1:function:resize")));

    [Fact]
    public void Read_OnlyAnAzureId_NamesTheFunctionWithinItsApp() => Assert.Equal(
        new FunctionIdentity("azure", "sub-1", "", "", "images/Resize"),
        Read(("cloud.resource_id", "/subscriptions/sub-1/resourceGroups/rg/providers/Microsoft.Web/sites/images/functions/Resize")));

    [Theory]
    [InlineData("azure_functions", "azure")]
    [InlineData("azure.functions", "azure")]
    [InlineData("aws_lambda", "aws")]
    [InlineData("gcp_cloud_run", "gcp")]
    [InlineData("cloudflare.workers", "cloudflare")]
    [InlineData("awsome", "")]
    public void Read_OnlyAPlatform_NamesItsProvider(string platform, string expected) =>
        Assert.Equal(expected, Read(("cloud.platform", platform), ("faas.name", "f")).Provider);

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

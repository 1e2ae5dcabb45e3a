using Observe.Server.Security;

namespace Observe.Server.Tests.Security;

public sealed class ListenAddressTests
{
    [Theory]
    [InlineData("http://127.0.0.1:8080", true)]
    [InlineData("http://127.9.9.9:1", true)]
    [InlineData("http://[::1]:0", true)]
    [InlineData("https://LOCALHOST:8443", true)]
    [InlineData("http://0.0.0.0:8080", false)]
    [InlineData("http://[::]:8080", false)]
    [InlineData("http://*:8080", false)]
    [InlineData("http://+:8080", false)]
    [InlineData("http://192.168.1.2:8080", false)]
    [InlineData("http://localhost.example.com:80", false)]
    [InlineData("http://127.0.0.1.example.com:80", false)]
    [InlineData("what", false)]
    public void IsLoopback_Address_IsJudgedByItsHost(string url, bool expected) =>
        Assert.Equal(expected, ListenAddress.IsLoopback(url));

    [Theory]
    [InlineData("http://127.0.0.1:0", true)]
    [InlineData("https://*:8443", true)]
    [InlineData("ftp://127.0.0.1:21", false)]
    [InlineData("http://unix:/run/observe.sock", false)]
    [InlineData("http://127.0.0.1:80/path", false)]
    [InlineData("8080", false)]
    public void IsValid_Address_IsHttpWithoutPath(string url, bool expected) => Assert.Equal(expected, ListenAddress.IsValid(url));
}

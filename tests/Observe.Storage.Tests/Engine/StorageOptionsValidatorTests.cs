using Observe.Storage.Engine;

namespace Observe.Storage.Tests.Engine;

public sealed class StorageOptionsValidatorTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData("http://127.0.0.1:8123", "")]
    [InlineData("http://localhost:0", "")]
    [InlineData("http://[::1]:8123", "")]
    [InlineData("http://0.0.0.0:8123", "loopback")]
    [InlineData("http://example.org:8123", "loopback")]
    [InlineData("https://127.0.0.1:8123", "loopback")]
    [InlineData("8123", "loopback")]
    public void Validate_HttpUrl_IsALoopbackAddress(string url, string complaint) =>
        Complains(new StorageOptions { HttpUrl = url }, complaint);

    [Fact]
    public void Validate_HttpUrlBesideAServer_IsRefused() =>
        Complains(new StorageOptions { HttpUrl = "http://127.0.0.1:8123", ServerUrl = "http://ch:8123" }, "embedded engine");

    [Fact]
    public void Validate_UserWithoutPassword_IsRefused() =>
        Complains(new StorageOptions { HttpUrl = "http://127.0.0.1:8123", HttpUser = "ada" }, "go together");

    [Theory]
    [InlineData("https://ch.example:8443", "")]
    [InlineData("ch.example:8123", "ServerUrl")]
    public void Validate_ServerUrl_IsAnAddress(string url, string complaint) => Complains(new StorageOptions { ServerUrl = url }, complaint);

    [Theory]
    [InlineData(1, "")]
    [InlineData(3650, "")]
    [InlineData(0, "Observe:Storage:Retention:Logs")]
    [InlineData(3651, "Observe:Storage:Retention:Logs")]
    public void Validate_RetentionOfASignal_IsWholeDays(int days, string complaint) =>
        Complains(new StorageOptions { Retention = { Logs = days } }, complaint);

    [Fact]
    public void Validate_AuthorityFileThatIsMissing_IsRefused() =>
        Complains(new StorageOptions { ServerCertificateAuthorityFile = "no-such.pem" }, "no file");

    private static void Complains(StorageOptions options, string complaint)
    {
        var result = new StorageOptionsValidator().Validate(null, options);

        Assert.Equal(complaint.Length > 0, result.Failed);
        Assert.Contains(complaint, result.FailureMessage ?? "", StringComparison.Ordinal);
    }
}

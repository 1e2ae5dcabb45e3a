using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Observe.Storage.Engine;
using Observe.Storage.Engine.Http;

namespace Observe.Storage.Tests.Engine;

/// <summary>TLS and credentials of the server transport, against a real Kestrel with a certificate of its own authority.</summary>
public sealed class ServerTransportTests : IClassFixture<EngineFixture>, IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("observe-tls-tests-");
    private EngineHttpListener _listener = null!;

    private string AuthorityFile => Path.Combine(_folder.FullName, "ca.pem");

    public async Task InitializeAsync()
    {
        using var authorityKey = ECDsa.Create();
        var authorityRequest = new CertificateRequest("CN=Observe test authority", authorityKey, HashAlgorithmName.SHA256);
        authorityRequest.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
        var now = TimeProvider.System.GetUtcNow();
        using var authority = authorityRequest.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
        await File.WriteAllTextAsync(AuthorityFile, authority.ExportCertificatePem());

        using var key = ECDsa.Create();
        var request = new CertificateRequest("CN=clickhouse", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using var certificate = request.Create(authority, now.AddDays(-1), now.AddHours(12), [1, 2, 3, 4]);
        _listener = await EngineHttpListener.StartAsync(
            EngineFixture.Engine,
            new EngineHttpOptions(new IPEndPoint(IPAddress.Loopback, 0), true, "ada", "secret", certificate.CopyWithPrivateKey(key)),
            default);
    }

    public async Task DisposeAsync()
    {
        await _listener.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task QueryAsync_AuthorityIsNamed_ReadsOverTls() => Assert.Equal([7], await ReadAsync(AuthorityFile, "secret"));

    [Fact]
    public async Task QueryAsync_AuthorityIsUnknown_IsRefused() =>
        await Assert.ThrowsAsync<HttpRequestException>(() => ReadAsync("", "secret"));

    [Fact]
    public async Task QueryAsync_WrongPassword_SaysSo()
    {
        var error = await Assert.ThrowsAsync<ClickHouse.Driver.ClickHouseServerException>(() => ReadAsync(AuthorityFile, "wrong"));

        Assert.Equal(516, error.ErrorCode);
    }

    private async Task<IReadOnlyList<int>> ReadAsync(string authorityFile, string password)
    {
        await using var database = ClickHouseDatabase.Open(new StorageOptions
        {
            ServerUrl = _listener.Address.ToString(),
            ServerCertificateAuthorityFile = authorityFile,
            User = "ada",
            Password = password,
            Database = "default",
        });
        return await database.QueryAsync("SELECT toInt32(7)", null, row => row.GetInt32(0), default);
    }
}

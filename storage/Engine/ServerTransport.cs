using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace Observe.Storage.Engine;

/// <summary>The connections to a ClickHouse server over HTTP(S).</summary>
internal static class ServerTransport
{
    /// <summary>Below the 10 s after which ClickHouse closes an idle connection.</summary>
    private static readonly TimeSpan IdleTimeout = TimeSpan.FromSeconds(8);

    public static SocketsHttpHandler Create(StorageOptions options) => new()
    {
        PooledConnectionIdleTimeout = IdleTimeout,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        AutomaticDecompression = DecompressionMethods.GZip,
        UseCookies = false,
        AllowAutoRedirect = false,
        SslOptions = options.ServerCertificateAuthorityFile.Length == 0 ? new SslClientAuthenticationOptions() : Trusting(options),
    };

    /// <summary>Trusts what this authority signed, and nothing else.</summary>
    private static SslClientAuthenticationOptions Trusting(StorageOptions options)
    {
        var policy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            // A private authority seldom answers for revocation.
            RevocationMode = X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.ImportFromPemFile(options.ServerCertificateAuthorityFile);
        return new SslClientAuthenticationOptions { CertificateChainPolicy = policy };
    }
}

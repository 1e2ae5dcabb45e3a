using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Server.Kestrel.Https;
using Microsoft.Extensions.Logging;

namespace Observe.Collector.Receive;

/// <summary>
/// TLS of the two ports: a certificate in PEM files, and on request an authority that must have signed the certificate of each sender. Renewed files are taken
/// without a restart.
/// </summary>
internal sealed partial class ListenerCertificate(CollectorOptions options, TimeProvider time, ILogger logger)
{
    /// <summary>A renewed certificate is used after that at the latest.</summary>
    private static readonly TimeSpan LookAgain = TimeSpan.FromMinutes(1);

    private const string ClientAuthentication = "1.3.6.1.5.5.7.3.2";

    private readonly Lock _lock = new();
    private X509Certificate2? _current;
    private DateTime _written;
    private DateTimeOffset _lookedAt;

    public HttpsConnectionAdapterOptions Tls()
    {
        // A file that cannot be read must end the start, not each connection.
        _current = Load();
        _written = Written();
        _lookedAt = time.GetUtcNow();
        var tls = new HttpsConnectionAdapterOptions { ServerCertificateSelector = (_, _) => Current() };
        if (options.ClientAuthorityFile.Length > 0)
        {
            var authorities = new X509Certificate2Collection();
            authorities.ImportFromPemFile(options.ClientAuthorityFile);
            tls.ClientCertificateMode = ClientCertificateMode.RequireCertificate;
            tls.ClientCertificateValidation = (certificate, sent, _) => IsSigned(certificate, sent, authorities);
        }
        return tls;
    }

    private X509Certificate2 Current()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            if (now - _lookedAt >= LookAgain)
            {
                _lookedAt = now;
                TryRenew();
            }
            return _current!;
        }
    }

    /// <summary>Of a file that is just being written nothing is taken: the next look does.</summary>
    private void TryRenew()
    {
        try
        {
            if (Written() is var written && written != _written)
            {
                _current = Load();
                _written = written;
                Log.Renewed(logger, _current.NotAfter);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or CryptographicException)
        {
            Log.NotRenewed(logger, exception);
        }
    }

    private DateTime Written() => File.GetLastWriteTimeUtc(options.CertificateFile);

    private X509Certificate2 Load() => X509Certificate2.CreateFromPemFile(
        options.CertificateFile, options.CertificateKeyFile.Length > 0 ? options.CertificateKeyFile : null);

    private static bool IsSigned(X509Certificate2 certificate, X509Chain? sent, X509Certificate2Collection authorities)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.AddRange(authorities);
        // A private authority seldom answers for revocation.
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.ApplicationPolicy.Add(new Oid(ClientAuthentication));
        foreach (var element in sent?.ChainElements ?? Enumerable.Empty<X509ChainElement>())
        {
            chain.ChainPolicy.ExtraStore.Add(element.Certificate);
        }
        return chain.Build(certificate);
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "A renewed certificate is used; it is valid until {NotAfter}")]
        public static partial void Renewed(ILogger logger, DateTime notAfter);

        [LoggerMessage(2, LogLevel.Warning, "The certificate's files have changed and cannot be read; the former one stays in use")]
        public static partial void NotRenewed(ILogger logger, Exception exception);
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography.X509Certificates;
using Observe.Testing;

namespace Observe.Server.Tests.Tls;

/// <summary>TLS by configuration alone, as docs/operations.md says it: pages, OTLP over gRPC and over HTTP, and senders with certificates.</summary>
public sealed class TlsTests
{
    [Fact]
    public async Task Run_WithCertificates_TakesTelemetryOverTlsFromSendersThatHaveOne()
    {
        using var certificates = new SomeCertificates();
        using var client = certificates.Client();
        await using var server = ServerProcess.Start(
            new Dictionary<string, string>
            {
                ["Kestrel__Certificates__Default__Path"] = certificates.ServerFile,
                ["Kestrel__Certificates__Default__KeyPath"] = certificates.ServerKeyFile,
            },
            "--Observe:Server:Url=https://127.0.0.1:0", "--Observe:Collector:GrpcUrl=https://127.0.0.1:0", "--Observe:Collector:HttpUrl=https://127.0.0.1:0",
            $"--Observe:Collector:CertificateFile={certificates.ServerFile}", $"--Observe:Collector:CertificateKeyFile={certificates.ServerKeyFile}",
            $"--Observe:Collector:ClientAuthorityFile={certificates.AuthorityFile}");
        var grpc = await server.ListeningAsync("otlp-grpc");
        var http = await server.ListeningAsync("otlp-http");
        var pages = await server.ListeningAsync("ui");

        Assert.Equal(("https", "https", "https"), (grpc.Scheme, http.Scheme, pages.Scheme));
        Assert.Equal("0", await SendGrpcAsync(certificates, client, grpc));
        Assert.Equal(HttpStatusCode.OK, await SendHttpAsync(certificates, client, http));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendGrpcAsync(certificates, null, grpc));
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendHttpAsync(certificates, null, http));
        using (var strangers = new SomeCertificates())
        {
            using var stranger = strangers.Client();
            await Assert.ThrowsAnyAsync<HttpRequestException>(() => SendHttpAsync(certificates, stranger, http));
        }
        // People have none.
        using var browser = new HttpClient(certificates.Handler(null)) { BaseAddress = pages };
        using var ready = await browser.GetAsync("/healthz/ready");
        Assert.Equal(HttpStatusCode.OK, ready.StatusCode);
        Assert.Equal("max-age=31536000", ready.Headers.GetValues("Strict-Transport-Security").Single());
        await using var health = ServerProcess.Start($"--Observe:Server:Url={pages.GetLeftPart(UriPartial.Authority)}", "--health");
        Assert.Equal(0, await health.ExitAsync(TimeSpan.FromSeconds(30)));
    }

    private static async Task<string> SendGrpcAsync(SomeCertificates certificates, X509Certificate2? client, Uri address)
    {
        using var http = new HttpClient(certificates.Handler(client));
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/opentelemetry.proto.collector.trace.v1.TraceService/Export"))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            // One message without a byte: a request of nothing.
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.ParseAdd("trailers");
        using var answer = await http.SendAsync(request);
        await answer.Content.ReadAsByteArrayAsync();
        return answer.TrailingHeaders.GetValues("grpc-status").Single();
    }

    private static async Task<HttpStatusCode> SendHttpAsync(SomeCertificates certificates, X509Certificate2? client, Uri address)
    {
        using var http = new HttpClient(certificates.Handler(client));
        using var content = new ByteArrayContent([]);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/x-protobuf");
        using var answer = await http.PostAsync(new Uri(address, "/v1/traces"), content);
        return answer.StatusCode;
    }
}

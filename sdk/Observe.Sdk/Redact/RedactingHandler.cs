using System.IO.Compression;
using System.Net.Http.Headers;
using Observe.Redaction;

namespace Observe.Sdk.Redact;

/// <summary>Stands between the exporter and the network: what is sent has no secrets, and is compressed only after that.</summary>
/// <param name="redactor">Made when the first request is sent.</param>
/// <param name="shape">Of the requests.</param>
/// <param name="network">Where what is left goes.</param>
/// <param name="compresses">With gzip, as OTEL_EXPORTER_OTLP_COMPRESSION asks for.</param>
internal sealed class RedactingHandler(Lazy<Redactor> redactor, OtlpShape shape, HttpMessageHandler network, bool compresses) : DelegatingHandler(network)
{
    protected override HttpResponseMessage Send(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content)
        {
            using var body = new MemoryStream();
            content.CopyTo(body, null, cancellationToken);
            request.Content = Without(body, content.Headers);
        }
        return base.Send(request, cancellationToken);
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.Content is { } content)
        {
            using var body = new MemoryStream();
            await content.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
            request.Content = Without(body, content.Headers);
        }
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }

    private ByteArrayContent Without(MemoryStream body, HttpContentHeaders headers)
    {
        var sent = new OtlpRedactor(redactor.Value).Redact(body.GetBuffer().AsSpan(0, (int)body.Length), shape)?.ToArray() ?? body.ToArray();
        var content = new ByteArrayContent(compresses ? Compress(sent) : sent);
        content.Headers.ContentType = headers.ContentType;
        if (compresses)
        {
            content.Headers.ContentEncoding.Add("gzip");
        }
        return content;
    }

    private static byte[] Compress(byte[] body)
    {
        using var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Fastest))
        {
            gzip.Write(body);
        }
        return compressed.ToArray();
    }
}

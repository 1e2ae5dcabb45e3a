using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text;

namespace Observe.Storage.Engine;

/// <summary>
/// Answers the HTTP requests of the ClickHouse driver from the engine in this process, so that embedded and server mode
/// share one code path.
/// </summary>
internal sealed class EmbeddedTransport(ConnectionPool pool) : HttpMessageHandler
{
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            var body = await request.Content!.ReadAsStreamAsync(cancellationToken);
            var statement = await HttpStatement.ReadAsync(request.RequestUri!.Query, body, cancellationToken);
            return Answer(await pool.RunAsync(connection => statement.Run(connection, body), cancellationToken), statement.Format);
        }
        catch (EngineException error)
        {
            return Refusal(error);
        }
    }

    private static HttpResponseMessage Answer(ChdbResult result, string format)
    {
        HttpContent content;
        if (result.Length == 0)
        {
            result.Dispose();
            content = new ByteArrayContent([]);
        }
        else
        {
            content = new StreamContent(new ChdbResultStream(result));
        }
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        response.Headers.Add("X-ClickHouse-Format", format);
        return response;
    }

    private static HttpResponseMessage Refusal(EngineException error)
    {
        var response = new HttpResponseMessage(HttpStatusCode.InternalServerError)
        {
            Content = new StringContent(error.Message, Encoding.UTF8),
        };
        response.Headers.Add("X-ClickHouse-Exception-Code", error.Code.ToString(CultureInfo.InvariantCulture));
        return response;
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;

namespace Observe.Storage.Engine;

/// <summary>
/// Answers the HTTP requests of the ClickHouse driver from the engine in this process, so that embedded and server mode
/// share one code path. It speaks the part of ClickHouse's HTTP interface that the driver uses: the statement in the body
/// or in <c>query</c>, parameters as <c>param_*</c>, rows for an INSERT in the body.
/// </summary>
internal sealed class EmbeddedTransport(ConnectionPool pool) : HttpMessageHandler
{
    private const string ParameterPrefix = "param_";

    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var query = QueryHelpers.ParseQuery(request.RequestUri!.Query);
        var format = query.TryGetValue("default_format", out var given) ? given.ToString() : "RowBinaryWithNamesAndTypes";
        var database = query.TryGetValue("database", out var named) ? named.ToString() : "default";
        try
        {
            if (query.TryGetValue("query", out var statement))
            {
                var (sql, inputFormat) = SplitInsert(statement.ToString());
                var body = await request.Content!.ReadAsStreamAsync(cancellationToken);
                await pool.RunAsync(
                    connection =>
                    {
                        connection.Use(database);
                        connection.Insert(sql, inputFormat, body);
                        return true;
                    },
                    cancellationToken);
                return Answer(new ByteArrayContent([]));
            }
            var text = await request.Content!.ReadAsStringAsync(cancellationToken);
            var parameters = query
                .Where(pair => pair.Key.StartsWith(ParameterPrefix, StringComparison.Ordinal))
                .Select(pair => KeyValuePair.Create(pair.Key[ParameterPrefix.Length..], pair.Value.ToString()))
                .ToArray();
            var result = await pool.RunAsync(
                connection =>
                {
                    connection.Use(database);
                    return connection.Query(text, format, parameters);
                },
                cancellationToken);
            return Answer(Content(result), format);
        }
        catch (EngineException error)
        {
            return Refusal(error);
        }
    }

    /// <summary>The driver ends an INSERT's statement with <c>FORMAT name</c>; the engine takes the two apart.</summary>
    private static (string Sql, string Format) SplitInsert(string statement)
    {
        const string Word = " FORMAT ";
        var at = statement.LastIndexOf(Word, StringComparison.Ordinal);
        return at < 0
            ? throw new EngineException(62, "An INSERT with a body must name its FORMAT.")
            : (statement[..at], statement[(at + Word.Length)..].Trim());
    }

    private static HttpContent Content(ChdbResult result)
    {
        if (result.Length == 0)
        {
            result.Dispose();
            return new ByteArrayContent([]);
        }
        return new StreamContent(new ChdbResultStream(result));
    }

    private static HttpResponseMessage Answer(HttpContent content, string? format = null)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        var response = new HttpResponseMessage(HttpStatusCode.OK) { Content = content };
        if (format is not null)
        {
            response.Headers.Add("X-ClickHouse-Format", format);
        }
        return response;
    }

    private static HttpResponseMessage Refusal(EngineException error)
    {
        var response = new HttpResponseMessage(HttpStatusCode.InternalServerError)
        {
            Content = new StringContent(error.Message, Encoding.UTF8),
        };
        response.Headers.Add("X-ClickHouse-Exception-Code", error.Code.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return response;
    }
}

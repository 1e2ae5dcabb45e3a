using System.Globalization;
using System.IO.Compression;
using System.Net;
using Microsoft.AspNetCore.Http;

namespace Observe.Storage.Engine.Http;

/// <summary>
/// Speaks ClickHouse's HTTP interface over the embedded engine: one statement a request, without sessions. A caller that goes
/// away takes its read with it.
/// </summary>
internal sealed class EngineHttpEndpoint(EmbeddedEngine engine, EngineHttpOptions options)
{
    private readonly EngineHttpCredentials _credentials = new(options.User, options.Password);

    public async Task AnswerAsync(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers["X-ClickHouse-Server-Display-Name"] = "observe";
        headers["X-ClickHouse-Timezone"] = "UTC";
        try
        {
            if (Refusal(context.Request) is { } refusal)
            {
                throw refusal;
            }
            if (context.Request.Path == "/ping" || (HttpMethods.IsGet(context.Request.Method) && !context.Request.Query.ContainsKey("query")))
            {
                await context.Response.WriteAsync("Ok.\n", context.RequestAborted);
                return;
            }
            await RunAsync(context);
        }
        catch (EngineException error) when (!context.Response.HasStarted)
        {
            await RefuseAsync(context, error);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; its statement is being ended.
        }
    }

    /// <summary>Loopback is reachable from every web page: other host names and other sites' pages are turned away.</summary>
    private EngineException? Refusal(HttpRequest request)
    {
        var host = request.Host.Host;
        var isHere = host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || (IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        return !isHere || request.Headers.Origin.Count > 0
            ? new EngineException(291, "Code: 291. DB::Exception: Only programs on this machine are answered here. (DATABASE_ACCESS_DENIED)")
            : _credentials.Match(request) ? null
            : new EngineException(516, "Code: 516. DB::Exception: Authentication failed: password is incorrect, or there is no user with such name. (AUTHENTICATION_FAILED)");
    }

    private async Task RunAsync(HttpContext context)
    {
        var request = context.Request;
        await using var body = request.Headers.ContentEncoding == "gzip"
            ? new GZipStream(request.Body, CompressionMode.Decompress)
            : request.Body;
        var statement = await HttpStatement.ReadAsync(request.QueryString.Value ?? "", body, context.RequestAborted);
        if (!options.Writable && ReadStatement.Complaint(statement.Sql) is { } complaint)
        {
            throw new EngineException(164, $"Code: 164. DB::Exception: {complaint} (READONLY)");
        }
        using var rows = await RowsAsync(statement, body, context.RequestAborted);
        using var result = await Pool(statement).RunAsync(connection => statement.Run(connection, rows), context.RequestAborted);
        await AnswerAsync(context, statement, result);
    }

    /// <summary>The engine reads on a thread of its own, and Kestrel's stream is asynchronous only.</summary>
    private static async Task<Stream> RowsAsync(HttpStatement statement, Stream body, CancellationToken cancellationToken)
    {
        var rows = new MemoryStream();
        if (statement.InputFormat is not null)
        {
            await body.CopyToAsync(rows, cancellationToken);
            rows.Position = 0;
        }
        return rows;
    }

    private ConnectionPool Pool(HttpStatement statement)
    {
        if (!options.Writable)
        {
            return engine.ForeignReads;
        }
        // readonly comes last: after it no other setting is taken.
        var settings = statement.Settings.OrderBy(setting => setting.Name == "readonly").ThenBy(setting => setting.Name).ToArray();
        return settings.Any(setting => setting.Name == "readonly") ? engine.ReadsUnder(settings) : engine.Writes;
    }

    private static async Task AnswerAsync(HttpContext context, HttpStatement statement, ChdbResult result)
    {
        var response = context.Response;
        response.ContentType = ContentType(statement.Format);
        response.Headers["X-ClickHouse-Format"] = statement.Format;
        response.Headers["X-ClickHouse-Query-Id"] = context.Request.Query["query_id"] is [{ Length: > 0 } id] ? id : Guid.NewGuid().ToString();
        response.Headers["X-ClickHouse-Summary"] = string.Create(
            CultureInfo.InvariantCulture,
            $$"""{"read_rows":"{{result.RowsRead}}","read_bytes":"{{result.BytesRead}}","written_rows":"{{result.RowsWritten}}"}""");
        if (result.Length == 0)
        {
            return;
        }
        await using var content = new ChdbResultStream(result);
        if (!IsGzipWanted(context.Request))
        {
            response.ContentLength = content.Length;
            await content.CopyToAsync(response.Body, context.RequestAborted);
            return;
        }
        response.Headers.ContentEncoding = "gzip";
        await using var gzip = new GZipStream(response.Body, CompressionLevel.Fastest);
        await content.CopyToAsync(gzip, context.RequestAborted);
    }

    private static bool IsGzipWanted(HttpRequest request) =>
        request.Query["enable_http_compression"] is ["1" or "true"]
        && request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase);

    private static async Task RefuseAsync(HttpContext context, EngineException error)
    {
        context.Response.StatusCode = Status(error.Code);
        context.Response.ContentType = "text/plain; charset=UTF-8";
        context.Response.Headers["X-ClickHouse-Exception-Code"] = error.Code.ToString(CultureInfo.InvariantCulture);
        if (error.Code == 516)
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"ClickHouse server HTTP API\"";
        }
        await context.Response.WriteAsync(error.Message + "\n", context.RequestAborted);
    }

    /// <summary>The status that ClickHouse gives to its error codes.</summary>
    private static int Status(int code) => code switch
    {
        6 or 26 or 27 or 33 or 62 => StatusCodes.Status400BadRequest,
        516 => StatusCodes.Status401Unauthorized,
        291 => StatusCodes.Status403Forbidden,
        46 or 47 or 60 or 81 => StatusCodes.Status404NotFound,
        48 => StatusCodes.Status501NotImplemented,
        _ => StatusCodes.Status500InternalServerError,
    };

    private static string ContentType(string format) => format.ToUpperInvariant() switch
    {
        "TABSEPARATED" or "TSV" or "TABSEPARATEDWITHNAMES" or "TABSEPARATEDWITHNAMESANDTYPES" => "text/tab-separated-values; charset=UTF-8",
        "CSV" or "CSVWITHNAMES" or "CSVWITHNAMESANDTYPES" => "text/csv; charset=UTF-8",
        var name when name.StartsWith("JSON", StringComparison.Ordinal) => "application/json; charset=UTF-8",
        var name when name.StartsWith("PRETTY", StringComparison.Ordinal) || name is "VERTICAL" or "MARKDOWN" => "text/plain; charset=UTF-8",
        _ => "application/octet-stream",
    };
}

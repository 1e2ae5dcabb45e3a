using System.Text;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Primitives;

namespace Observe.Storage.Engine;

/// <summary>
/// One statement as ClickHouse's HTTP interface takes it: its text in <c>query</c> or in the body, values in <c>param_*</c>,
/// settings under their own names, and for an INSERT the rows in the body.
/// </summary>
internal sealed partial record HttpStatement(
    string Sql,
    string Format,
    string? InputFormat,
    string Database,
    IReadOnlyList<KeyValuePair<string, string>> Parameters,
    IReadOnlyList<(string Name, string Value)> Settings)
{
    private const string ParameterPrefix = "param_";

    /// <summary>What stands in the address and is no setting: it names the caller, the answer's form, or the connection.</summary>
    private static readonly HashSet<string> NoSettings = new(StringComparer.Ordinal)
    {
        "query", "database", "default_format", "query_id", "user", "password", "role", "quota_key", "enable_http_compression",
        "compress", "decompress", "stacktrace", "buffer_size", "wait_end_of_query", "client_protocol_version",
        "cancel_http_readonly_queries_on_client_close", "http_write_exception_in_output_format",
    };

    /// <summary>Reads the request. The body is read to its end unless it holds the rows of an INSERT.</summary>
    /// <exception cref="EngineException">It asks for something that one statement on its own cannot be.</exception>
    public static async Task<HttpStatement> ReadAsync(string queryString, Stream body, CancellationToken cancellationToken)
    {
        var query = QueryHelpers.ParseQuery(queryString);
        if (query.ContainsKey("session_id"))
        {
            throw new EngineException(48, "Code: 48. DB::Exception: Sessions are not supported: each request stands alone. (NOT_IMPLEMENTED)");
        }
        var sql = Value(query, "query");
        string? inputFormat = null;
        if (InsertWithRows().Match(sql) is { Success: true } insert)
        {
            (sql, inputFormat) = (insert.Groups["insert"].Value, insert.Groups["format"].Value);
        }
        else
        {
            using var reader = new StreamReader(body, Encoding.UTF8, detectEncodingFromByteOrderMarks: false, leaveOpen: true);
            var rest = await reader.ReadToEndAsync(cancellationToken);
            sql = sql.Length == 0 ? rest : rest.Length == 0 ? sql : sql + "\n" + rest;
        }
        var format = Value(query, "default_format");
        return new HttpStatement(
            sql,
            FormatClause().Match(sql) is { Success: true } clause ? clause.Groups["format"].Value : format.Length > 0 ? format : "TabSeparated",
            inputFormat,
            Value(query, "database") is { Length: > 0 } database ? database : "default",
            [
                .. query.Where(pair => pair.Key.StartsWith(ParameterPrefix, StringComparison.Ordinal))
                    .Select(pair => KeyValuePair.Create(pair.Key[ParameterPrefix.Length..], pair.Value.ToString())),
            ],
            [
                .. query.Where(pair => !NoSettings.Contains(pair.Key) && !pair.Key.StartsWith(ParameterPrefix, StringComparison.Ordinal))
                    .Select(pair => (pair.Key, pair.Value.ToString())),
            ]);
    }

    /// <summary>Runs it on a connection; <paramref name="rows"/> are read when it is an INSERT of rows.</summary>
    public ChdbResult Run(ChdbConnection connection, Stream rows)
    {
        connection.Use(Database);
        return InputFormat is { } format ? connection.Insert(Sql, format, rows) : connection.Query(Sql, Format, Parameters);
    }

    private static string Value(Dictionary<string, StringValues> query, string name) =>
        query.TryGetValue(name, out var value) ? value.ToString() : "";

    /// <summary>An INSERT that ends with its format: the rows follow in the body.</summary>
    [GeneratedRegex(@"^\s*(?<insert>INSERT\s.*)\sFORMAT\s+(?<format>\w+)\s*$", RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant)]
    private static partial Regex InsertWithRows();

    /// <summary>A format that the statement names itself; it may be followed by settings.</summary>
    [GeneratedRegex(@"\sFORMAT\s+(?<format>\w+)(\s+SETTINGS\s[^()]*)?\s*;?\s*$", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex FormatClause();
}

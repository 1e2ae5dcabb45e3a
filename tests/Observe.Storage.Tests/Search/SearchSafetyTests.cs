using System.Globalization;
using System.Text.RegularExpressions;
using CsCheck;
using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

/// <summary>
/// Whatever is searched for, the statement is one SELECT over the tables of telemetry, made of our own words, with everything
/// else in parameters. A hundred thousand random and hostile searches are compiled and read word by word; some of them go
/// through the engine's own parser and are run, beside a table and a file that must stay as they are.
/// </summary>
public sealed partial class SearchSafetyTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IDisposable
{
    private static readonly HashSet<string> Tables = ["spans", "span_slots", "logs", "resources"];

    /// <summary>Every word that a compiled search may be made of: SQL, ClickHouse's functions, and columns.</summary>
    private static readonly HashSet<string> Words =
    [
        "SELECT", "FROM", "WHERE", "AND", "OR", "NOT", "IN", "GROUP", "BY", "HAVING", "count", "if", "ifNull", "multiIf", "match", "max", "min",
        "mapContains", "hasAny", "cityHash64", "isNull", "assumeNotNull", "arrayMap", "array", "positionCaseInsensitiveUTF8", "startsWith", "toString", "toFloat64OrNull", "toInt64OrNull", "toFixedString", "toInt64",
        "unhex", "notEmpty", "arrayExists", "JSONExtractArrayRaw", "JSONExtractString", "JSONExtractRaw", "JSONHas", "toUnixTimestamp64Nano",
        "fromUnixTimestamp64Nano", "n", "list", "item", "0", "1", "8", "16",
        "spans", "logs", "resources", "fingerprint", "trace_id", "span_id", "parent_span_id", "start_time", "duration_ns", "name", "kind",
        "status", "service", "service_version", "environment", "cloud_provider", "cloud_account", "cloud_region", "faas_name", "faas_version",
        "faas_instance", "resource_fingerprint", "scope_name", "scope_attributes", "attr_string", "attr_int", "attr_double", "attr_bool",
        "attr_json", "attr_items", "event_names", "event_name", "event_attributes", "severity_number", "body",
        "span_slots", "function", "version", "cold",
    ];

    private static readonly HashSet<string> Texts =
    [
        "''", "'UTC'", "'key'", "'value'", "'stringValue'", "'intValue'", "'boolValue'", "'doubleValue'", "'faas.coldstart'", "'faas.name'",
        "'faas.instance'", "'faas.trigger'", "'true'",
    ];

    private static readonly HashSet<string> Types = ["String", "UInt8", "Int64", "Float64"];

    /// <summary>What people try on databases, on this one, and on parsers.</summary>
    private static readonly string[] Payloads =
    [
        "'; DROP TABLE canary; --", "' OR '1'='1", "1; DROP TABLE canary", "') OR 1=1 --", "\\'; DROP TABLE canary; --", "\\\\'; DROP TABLE canary",
        "' UNION ALL SELECT * FROM canary --", "x' INTO OUTFILE 'canary.csv", "{p0:String}", "{p0:Identifier}", "{}", "}{", "{ service = a",
        "'||(SELECT value FROM canary)||'", "url('http://127.0.0.1/')", "file('/etc/passwd')", "remote('127.0.0.1', system.one)", "/*", "*/", "--",
        "#", "\0", "a\0b", "\r\n", "\u2028", "\u202e", "ＳＥＬＥＣＴ", "＇ OR 1=1", "ʼ", "%27", "&#39;", "\\u0027", "\\x27", "$$", "$tag$ x $tag$", "`",
        "``", "`; DROP TABLE canary", "\"", "\"\"", "\\", "\\\\", "\\N", "NULL", "NaN", "inf", "-0", "1e308", "1e-400", "18446744073709551616",
        "0x7fffffff", "true or true", "service = a or 1 = 1", "not not not", "((((((", "))))))", "[]", "[1,2]", "map('a','b')", "SETTINGS readonly=0",
        "FORMAT Null", ";", ";;", "é😀", "\ud83d", "a", "../../etc/passwd", "${jndi:ldap://x}", "<script>alert(1)</script>", "=cmd|' /C calc'!A0",
    ];

    private static readonly string[] Shapes =
    [
        "{0}", "\"{0}\"", "'{0}'", "`{0}` = 1", "resource.`{0}` exists", "event.`{0}` ~ x", "scope.`{0}` != x", "service = {0}", "service = \"{0}\"",
        "name ~ \"{0}\"", "body contains '{0}'", "x in ({0}, \"{0}\")", "{{ {0} }}", "{{ service = \"{0}\" }} and {{ `{0}` > 3 }}", "duration > {0}",
        "trace.duration > {0}", "trace = {0}", "not ({0})", "{0} = {0}", "x starts with \"{0}\" or y = '{0}'",
    ];

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("observe-search-tests-");

    private string CanaryFile => Path.Combine(_folder.FullName, "canary");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Compile_HundredThousandSearches_AreOneSelectOfOurOwnWords()
    {
        var compiled = 0;
        SearchGenerator.Expression.Sample(
            expression =>
            {
                AssertIsOneSelect(expression);
                Interlocked.Increment(ref compiled);
            },
            iter: 60_000);
        SearchGenerator.HostileText.Sample(
            text =>
            {
                if (SearchParser.Parse(text).Expression is { } expression)
                {
                    AssertIsOneSelect(expression);
                    Interlocked.Increment(ref compiled);
                }
            },
            iter: 40_000);

        // Most of the texts are searches after all: as free text if nothing else.
        Assert.InRange(compiled, 70_000, 100_000);
    }

    [Fact]
    public void Compile_EveryPayloadInEveryPlace_IsOneSelectOfOurOwnWords()
    {
        var compiled = Corpus().Select(text => SearchParser.Parse(text).Expression).OfType<SearchExpression>().ToArray();

        Assert.All(compiled, AssertIsOneSelect);
        Assert.True(compiled.Length > 500, $"only {compiled.Length} of the corpus are searches");
    }

    [Fact]
    public async Task Compile_Sample_IsReadAndRunByTheEngineAndChangesNothing()
    {
        await PlaceCanariesAsync();
        var random = new Random(7);
        var searches = Corpus().Select(text => SearchParser.Parse(text).Expression).OfType<SearchExpression>()
            .OrderBy(_ => random.Next()).Take(150).ToList();
        SearchGenerator.Expression.Sample(searches.Add, iter: 50, threads: 1);

        foreach (var (search, target) in searches.SelectMany(search => Targets(search).Select(target => (search, target))))
        {
            var (sql, parameters) = Statement(search, target);
            var tree = await RunAsync("EXPLAIN AST " + sql, parameters);
            AssertReadsTelemetryOnly(tree);
            await RunAsync(sql, parameters);
        }

        Assert.Equal(["sings"], await fixture.Database.QueryAsync("SELECT value FROM canary", null, row => row.GetString(0), default));
        Assert.Equal("sings", await File.ReadAllTextAsync(CanaryFile));
        Assert.Single(_folder.GetFiles());
    }

    private async Task PlaceCanariesAsync()
    {
        await fixture.Database.ExecuteAsync("CREATE TABLE canary (value String) ENGINE = MergeTree ORDER BY value", null, default);
        await fixture.Database.ExecuteAsync("INSERT INTO canary VALUES ('sings')", null, default);
        await File.WriteAllTextAsync(CanaryFile, "sings");
        await SomeTelemetry.StoreAsync(
            fixture.Writer,
            [SomeTelemetry.Span(1, 1, attributes: [new("x", AttributeValue.Of("a"))])], [SomeTelemetry.Log("a")]);
    }

    /// <summary>With the real path of the canary's file beside the made-up ones.</summary>
    private IEnumerable<string> Corpus() => Payloads.Append($"x' INTO OUTFILE '{CanaryFile}.csv").SelectMany(
        payload => Shapes.Select(shape => string.Format(CultureInfo.InvariantCulture, shape, payload)));

    private static (string Sql, SqlParameters Parameters) Statement(SearchExpression search, SearchTarget target)
    {
        var parameters = new SqlParameters();
        var where = SearchSql.Compile(search, target, parameters, SomeTelemetry.Hour);
        var table = target switch
        {
            SearchTarget.Spans => "spans",
            SearchTarget.SpanSlots => "span_slots",
            _ => "logs",
        };
        return ($"SELECT count() FROM {table} WHERE {where}", parameters);
    }

    private static IEnumerable<SearchTarget> Targets(SearchExpression search) =>
        Enum.GetValues<SearchTarget>().Where(target => target != SearchTarget.SpanSlots || SearchFields.AreKeptBySlot(search));

    private static void AssertIsOneSelect(SearchExpression search)
    {
        foreach (var target in Targets(search))
        {
            var (sql, parameters) = Statement(search, target);
            var names = parameters.Items.Select(item => item.Name).ToHashSet();
            var rest = Placeholder().Replace(sql, match =>
            {
                Assert.Contains(match.Groups["name"].Value, names);
                Assert.Contains(match.Groups["type"].Value, Types);
                return " 0 ";
            });
            string? before = null;
            var depth = 0;
            foreach (var token in SqlTokens.Of(rest))
            {
                var isKnown = char.IsAsciiLetterOrDigit(token[0]) ? Words.Contains(token)
                    : token[0] == '\'' ? Texts.Contains(token)
                    : token.Length == 1 && "()[],=!<>-+>".Contains(token[0], StringComparison.Ordinal);
                depth += token is "(" or "[" ? 1 : token is ")" or "]" ? -1 : 0;
                // The words of a failure are made when there is one: there are millions of tokens.
                if (!isKnown || (before == "FROM" && !Tables.Contains(token)) || depth < 0)
                {
                    Assert.Fail($"{token} in {sql} of {search}");
                }
                before = token;
            }
            Assert.Equal(0, depth);
        }
    }

    /// <summary>The engine's own tree of the statement: one SELECT, and no table but those of telemetry.</summary>
    private static void AssertReadsTelemetryOnly(IReadOnlyList<string> tree)
    {
        Assert.StartsWith("SelectWithUnionQuery", tree[0], StringComparison.Ordinal);
        Assert.All(tree, line =>
        {
            Assert.DoesNotMatch("^ *(Insert|Create|Drop|Alter|Set|Rename|System|Optimize|Kill|Use)", line.Replace("SetQuery", "", StringComparison.Ordinal));
            if (TableInTree().Match(line) is { Success: true } table)
            {
                Assert.Contains(table.Groups["name"].Value, Tables);
            }
            Assert.DoesNotContain("TableFunction", line, StringComparison.Ordinal);
        });
    }

    private async Task<IReadOnlyList<string>> RunAsync(string sql, SqlParameters parameters)
    {
        try
        {
            return await fixture.Database.QueryAsync(sql, parameters, row => $"{row.GetValue(0)}", default);
        }
        catch (ClickHouse.Driver.ClickHouseServerException error) when (error.Message.Contains("CANNOT_COMPILE_REGEXP", StringComparison.Ordinal))
        {
            // A pattern that RE2 does not know: the user's own, and the answer says so.
            return ["SelectWithUnionQuery"];
        }
    }

    [GeneratedRegex(@"\{(?<name>p[0-9]+):(?<type>[A-Za-z0-9]+)\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"TableIdentifier (?<name>\S+)")]
    private static partial Regex TableInTree();
}

using Observe.Storage.Engine;
using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

/// <summary>The SQL as it is sent, with the values beside it.</summary>
public sealed class SearchSqlTextTests
{
    [Theory]
    [InlineData("service = checkout", "service = {p0:String}", "checkout")]
    [InlineData("service != checkout", "NOT (service = {p0:String})", "checkout")]
    [InlineData("service in (a, b)", "(service = {p0:String} OR service = {p1:String})", "a, b")]
    [InlineData("a or b or c",
        "(positionCaseInsensitiveUTF8(name, {p0:String}) > 0 OR positionCaseInsensitiveUTF8(name, {p1:String}) > 0 "
        + "OR positionCaseInsensitiveUTF8(name, {p2:String}) > 0)", "a, b, c")]
    [InlineData("duration > 1.5s", "ifNull(duration_ns > {p0:Int64}, 0)", "1500000000")]
    [InlineData("status = error and not cold", "(status = {p0:UInt8} AND NOT (attr_bool['faas.coldstart']))", "2")]
    [InlineData("parent exists", "parent_span_id != toFixedString('', 8)", "")]
    [InlineData("environment ~ ^p", "(environment != '' AND match(environment, {p0:String}))", "^p")]
    [InlineData("x = y",
        "(((mapContains(attr_string, {p0:String}) AND attr_string[{p0:String}] = {p1:String}) "
        + "OR (mapContains(attr_json, {p0:String}) AND attr_json[{p0:String}] = {p2:String})) AND hasAny(attr_items, "
        + "[if(isNull(toFloat64OrNull({p3:String})), cityHash64({p0:String}, {p3:String}), "
        + "cityHash64({p0:String}, assumeNotNull(toFloat64OrNull({p3:String}))))]))", "x, y, y, y")]
    [InlineData("resource.host.name exists",
        "resource_fingerprint IN (SELECT fingerprint FROM resources WHERE (mapContains(attr_string, {p0:String}) "
        + "OR mapContains(attr_int, {p0:String}) OR mapContains(attr_double, {p0:String}) OR mapContains(attr_bool, {p0:String}) "
        + "OR mapContains(attr_json, {p0:String})))", "host.name")]
    [InlineData("event = retry", "arrayExists(n -> n = {p0:String}, event_names)", "retry")]
    [InlineData("level >= warn", "0", "")]
    [InlineData("{ service = a } and status = error",
        "(trace_id IN (SELECT trace_id FROM spans WHERE service = {p0:String}) AND status = {p1:UInt8})", "a, 2")]
    [InlineData("trace.duration > 1s",
        "trace_id IN (SELECT trace_id FROM spans WHERE 1 GROUP BY trace_id HAVING ifNull(max(toUnixTimestamp64Nano(start_time) "
        + "+ toInt64(duration_ns)) - min(toUnixTimestamp64Nano(start_time)) > {p0:Int64}, 0))", "1000000000")]
    public void Compile_ForSpans_IsThisSql(string search, string sql, string values)
    {
        var parameters = new SqlParameters();

        Assert.Equal(sql, SearchSql.Compile(SearchParser.Parse(search).Expression!, SearchTarget.Spans, parameters));
        Assert.Equal(values, string.Join(", ", parameters.Items.Select(item => item.Value)));
    }

    [Fact]
    public void Compile_UnmistakableText_StandsInParametersOnly()
    {
        const string Mark = "q7Zx9";
        foreach (var search in new[]
        {
            "{0}", "`{0}` = {0}", "resource.`{0}` ~ {0}", "event.`{0}` > \"{0}\"", "scope.{0} starts with {0}", "span.{0} exists",
            "service in ({0}, \"{0}'\")", "function contains {0}", "event = {0}", "`{0}` not in (1, {0})", "version < {0}", "body = {0}",
        })
        {
            foreach (var target in Enum.GetValues<SearchTarget>())
            {
                var expression = SearchParser.Parse(search.Replace("{0}", Mark, StringComparison.Ordinal)).Expression;

                Assert.NotNull(expression);
                Assert.DoesNotContain(Mark, SearchSql.Compile(expression, target, new SqlParameters()), StringComparison.Ordinal);
            }
        }
    }
}

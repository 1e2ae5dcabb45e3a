using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;
using Observe.Storage.Search;

namespace Observe.Alerts.Tests.Evaluate;

/// <summary>Rules that look at what a search finds.</summary>
public sealed class SearchRuleTests : IDisposable
{
    private static readonly AlertRule Rule = Some.Rule with
    {
        Name = "slow orders",
        Type = AlertRuleType.Search.Name,
        Function = "",
        Threshold = 3,
        RecoveryThreshold = null,
        EvaluationDelay = TimeSpan.Zero,
        Search = new RuleSearch { Query = "name = order and duration > 1s" },
    };

    private readonly EvaluatorBench _bench = new();

    public void Dispose() => _bench.Dispose();

    [Theory]
    [InlineData(SearchMeasure.Count, 20, "")]
    [InlineData(SearchMeasure.Rate, 20 / 300.0, "")]
    [InlineData(SearchMeasure.Ratio, 0.25, "5 of 20")]
    [InlineData(SearchMeasure.Percentile, 18, "")]
    public async Task Tick_Measure_IsOfTheRecordsOfTheWindow(SearchMeasure measure, double value, string detail)
    {
        await AddAsync(Rule with { Threshold = 0, Search = Rule.Search! with { Measure = measure, Part = "status = error", Percentile = 90, Field = "amount" } });
        Record(20, failures: 5);
        Record(20, failures: 20, at: Some.Time.AddMinutes(-6));

        await _bench.TickAsync();

        var row = Assert.Single(_bench.History.Rows);
        Assert.Equal((value, detail), (row.Value, row.Detail));
    }

    [Fact]
    public async Task Tick_NothingFound_IsACountOfNoneAndNoDataForTheOthers()
    {
        foreach (var measure in Enum.GetValues<SearchMeasure>())
        {
            await AddAsync(Rule with { Search = Rule.Search! with { Measure = measure, Part = "status = error" } });
        }

        await _bench.TickAsync();

        Assert.Equal([AlertState.Inactive, AlertState.Inactive, AlertState.NoData, AlertState.NoData], _bench.History.Rows.Select(row => row.State).Order());
    }

    [Fact]
    public async Task Tick_ByTwoFields_EachLabelSetFiresByItselfAndLeadsToItsTraces()
    {
        await AddAsync(Rule with { Search = Rule.Search! with { GroupBy = ["service", "http.route"] } });
        Record(4, fields: new() { ["service"] = "shop", ["http.route"] = "/pay it" });
        Record(4, fields: new() { ["service"] = "shop" });
        Record(2, fields: new() { ["service"] = "cart", ["http.route"] = "/pay it" });

        await _bench.MinutesAsync(2);

        var told = _bench.Transitions.Rows.Where(row => row.Event == AlertEvents.Fired).ToList();
        Assert.Equal(["http.route=, service=shop", "http.route=/pay it, service=shop"], told.Select(row => new LabelSet(row.Labels).ToString()).Order(StringComparer.Ordinal));
        var payload = told.Single(row => row.Labels["http.route"].Length > 0).Payload;
        Assert.Contains("http.route=/pay it, service=shop: spans 4, above 3", payload, StringComparison.Ordinal);
        Assert.Contains(
            "/traces?q=" + Uri.EscapeDataString("name = order and duration > 1s and http.route = \"/pay it\" and service = shop"), payload, StringComparison.Ordinal);
        Assert.Contains("not http.route exists", Uri.UnescapeDataString(told.Single(row => row.Labels["http.route"].Length == 0).Payload), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_ManyBeginToFire_TheirTracesAreReadTogetherAndNotOfAllRules()
    {
        for (var i = 0; i < 60; i++)
        {
            await AddAsync(Rule with { Name = $"rule {i}", Search = Rule.Search! with { GroupBy = ["service"] } });
        }
        for (var i = 0; i < 120; i++)
        {
            Record(4, fields: new() { ["service"] = $"service {i:000}" });
        }

        await _bench.TickAsync();
        await _bench.MinutesAsync(2);

        // As many of a rule as a message holds; and once, when they begin.
        Assert.Equal(Enumerable.Repeat(100, 50), _bench.Searches.TracesRead);
        Assert.Equal(60 * 120, _bench.Transitions.Events.Count);
        Assert.Equal(50 * 100, _bench.Transitions.Rows.Count(row => row.Payload.Contains(FakeInvocationSeriesReader.FailedTrace.ToString(), StringComparison.Ordinal)));
    }

    [Fact]
    public async Task Tick_LabelSetVanishes_Resolves()
    {
        await AddAsync(Rule with { Window = TimeSpan.FromMinutes(1), Search = Rule.Search! with { GroupBy = ["service"] } });
        Record(4, fields: new() { ["service"] = "shop" });

        await _bench.TickAsync();
        await _bench.MinutesAsync(3);

        Assert.Equal([AlertEvents.Fired, AlertEvents.Resolved], _bench.Transitions.Events);
    }

    [Fact]
    public async Task Tick_MoreLabelSetsThanAllowed_IsAFailureThatSaysSo()
    {
        _bench.Options.MaxLabelSets = 2;
        await AddAsync(Rule with { Search = Rule.Search! with { GroupBy = ["service"] } });
        foreach (var service in new[] { "a", "b", "c" })
        {
            Record(4, fields: new() { ["service"] = service });
        }

        await _bench.TickAsync();

        Assert.Empty(_bench.Transitions.Events);
        Assert.Contains("more than 2 label sets", Assert.Single(_bench.History.Rows).Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tick_RuleGroupsByAnotherField_ResolvesTheFormerAlerts()
    {
        var rule = await AddAsync(Rule with { Search = Rule.Search! with { GroupBy = ["service"] } });
        Record(4, fields: new() { ["service"] = "shop" });
        await _bench.TickAsync();

        await _bench.Rules.ReplaceAsync(rule with { Search = rule.Search! with { GroupBy = ["region"] } }, null, CancellationToken.None);
        await _bench.MinutesAsync(1);

        Assert.Equal(
            [("region=", AlertEvents.Fired), ("service=shop", AlertEvents.Fired), ("service=shop", AlertEvents.Resolved)],
            _bench.Transitions.Rows.Where(row => row.Event.Length > 0).Select(row => (new LabelSet(row.Labels).ToString(), row.Event)).Order());
    }

    [Fact]
    public async Task Tick_LogMatch_LeadsToTheLogs()
    {
        await AddAsync(Rule with { Type = AlertRuleType.LogMatch.Name, Threshold = 0, Search = new RuleSearch { Target = SearchTarget.Logs, Query = "level >= error" } });
        Record(1);

        await _bench.TickAsync();

        var told = Assert.Single(_bench.Transitions.Rows, row => row.Event == AlertEvents.Fired);
        Assert.Contains("https://observe.example/logs?q=level%20%3E%3D%20error&from=", told.Payload, StringComparison.Ordinal);
        Assert.Contains("slow orders: logs 1, above 0", told.Payload, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("query", "service =", "", 95, "duration", "")]
    [InlineData("part", "", "(", 95, "duration", "")]
    [InlineData("part", "", "", 95, "duration", "")]
    [InlineData("percentile", "", "-", 100, "duration", "")]
    [InlineData("field", "", "-", 95, "service", "")]
    [InlineData("groupBy", "", "-", 95, "duration", "a,b,c,d")]
    [InlineData("groupBy", "", "-", 95, "duration", "duration")]
    [InlineData("groupBy", "", "-", 95, "duration", "resource.host.name")]
    public void Validate_SearchThatCannotBe_NamesTheField(string field, string query, string part, double percentile, string number, string groupBy)
    {
        var search = new RuleSearch
        {
            Query = query,
            Part = part,
            Measure = part == "-" ? SearchMeasure.Percentile : SearchMeasure.Ratio,
            Percentile = percentile,
            Field = number,
            GroupBy = groupBy.Split(',', StringSplitOptions.RemoveEmptyEntries),
        };
        if (field == "query")
        {
            search = search with { Measure = SearchMeasure.Count };
        }

        Assert.Equal(field, Assert.Single(AlertRuleValidator.Validate(Rule with { Threshold = 0, Search = search }, new HashSet<string>())).Field);
    }

    private Task<AlertRule> AddAsync(AlertRule rule) => _bench.Rules.AddAsync(rule, CancellationToken.None);

    /// <summary>Records with the numbers from 0 up.</summary>
    private void Record(int count, int failures = 0, DateTimeOffset? at = null, Dictionary<string, string>? fields = null)
    {
        for (var i = 0; i < count; i++)
        {
            _bench.Searches.Records.Add((fields ?? [], at ?? Some.Time.AddSeconds(-1), i, i < failures));
        }
    }
}

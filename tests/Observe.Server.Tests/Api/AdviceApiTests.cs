using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Observe.Functions.Cost;
using Observe.Functions.Invocations;
using Observe.Server.Tests.Fakes;
using Observe.Storage;
using Observe.Storage.Read;

namespace Observe.Server.Tests.Api;

/// <summary>Advice is dismissed and brought back over the API of a server with an administrator.</summary>
public sealed class AdviceApiTests : IAsyncLifetime
{
    private static readonly FunctionIdentity Payments = new("aws", "123456789012", "eu-central-1", "", "payments");
    private static readonly string Address = $"/api/v1/functions/{Payments.Id}";
    private RunningServer _server = null!;
    private HttpClient _administrator = null!;

    public async Task InitializeAsync()
    {
        _server = await RunningServer.StartAsync("--Observe:Security:AdminUser=ada", "--Observe:Security:AdminPassword=correct horse");
        _administrator = _server.Client();
        _administrator.DefaultRequestHeaders.Authorization = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes("ada:correct horse")));
        _server.Function.Facts = new FunctionFacts { Identity = Payments, LastStartUnixNanoseconds = Some.Start };
        _server.Function.Detail = new FunctionDetail
        {
            Total = Figures(400, errors: 30, timeouts: 2),
            Series = [],
            Versions = [new("42", Some.Start, Figures(200, errors: 28)), new("41", Some.Start, Figures(200, errors: 2))],
            Scanned = Some.Scanned,
        };
    }

    public async Task DisposeAsync()
    {
        _administrator.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Post_Dismissal_StandsAtTheFindingUntilItIsDeleted()
    {
        using var answer = await _administrator.PostAsJsonAsync($"{Address}/advice/timedOut/dismissal", new { reason = " a nightly batch " });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);

        var dismissal = (await AdviceAsync())["timedOut"];
        Assert.Equal(("a nightly batch", "ada"), (dismissal.GetProperty("reason").GetString(), dismissal.GetProperty("by").GetString()));
        Assert.Equal(JsonValueKind.Null, (await AdviceAsync())["moreErrorsSince"].ValueKind);

        Assert.Equal(HttpStatusCode.NoContent, (await _administrator.DeleteAsync($"{Address}/advice/timedOut/dismissal")).StatusCode);
        Assert.Equal(JsonValueKind.Null, (await AdviceAsync())["timedOut"].ValueKind);
        Assert.Equal(HttpStatusCode.NotFound, (await _administrator.DeleteAsync($"{Address}/advice/timedOut/dismissal")).StatusCode);
    }

    [Fact]
    public async Task Post_DismissalOfAVersion_HoldsForThisOneOnly()
    {
        using var answer = await _administrator.PostAsJsonAsync($"{Address}/advice/moreErrorsSince/dismissal", new { reason = "known", version = "42" });
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal("42", (await AdviceAsync())["moreErrorsSince"].GetProperty("version").GetString());

        var detail = _server.Function.Detail!;
        _server.Function.Detail = detail with { Versions = [new("43", Some.Start, Figures(200, errors: 90)), .. detail.Versions] };

        Assert.Equal(JsonValueKind.Null, (await AdviceAsync())["moreErrorsSince"].ValueKind);
    }

    [Theory]
    [InlineData("timedOut", "", null, "reason")]
    [InlineData("timedOut", "known", "42", "version")]
    [InlineData("moreErrorsSince", "known", null, "version")]
    [InlineData("tooManyCooks", "known", null, "kind")]
    [InlineData("timedOut,lost", "known", null, "kind")]
    public async Task Post_BadDismissal_NamesWhatIsWrong(string kind, string reason, string? version, string field)
    {
        using var answer = await _administrator.PostAsJsonAsync($"{Address}/advice/{kind}/dismissal", new { reason, version });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"\"{field}\"", await answer.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Post_ReasonThatIsTooLong_IsRefused()
    {
        using var answer = await _administrator.PostAsJsonAsync($"{Address}/advice/timedOut/dismissal", new { reason = new string('x', 501) });

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Post_FunctionThatIsNotStored_IsNotFound()
    {
        _server.Function.Facts = null;

        using var answer = await _administrator.PostAsJsonAsync($"{Address}/advice/timedOut/dismissal", new { reason = "known" });

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Post_KeyThatOnlyReads_IsForbidden()
    {
        using var created = await _administrator.PostAsJsonAsync("/api/v1/keys", new { name = "program", scopes = new[] { "read" } });
        using var client = _server.Client();
        client.DefaultRequestHeaders.Add("x-api-key", (await created.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("key").GetString());

        using var answer = await client.PostAsJsonAsync($"{Address}/advice/timedOut/dismissal", new { reason = "known" });

        Assert.Equal(HttpStatusCode.Forbidden, answer.StatusCode);
    }

    [Theory]
    [InlineData(24, 1, true)]
    [InlineData(24, 40, false)] // as many containers as the peak needs are dearer
    [InlineData(23, 1, false)] // too short a time to speak of a month
    public async Task Get_SteadyLoadOfADay_IsCheaperOnContainers(int hours, int peak, bool isCheaper)
    {
        _server.Function.Facts = _server.Function.Facts! with { Platform = "aws_lambda", MemoryBytes = 1L << 30 };
        // A day of one instance that never rests: some 1.44 USD, of which a container of its size costs a third.
        var cost = new CostCalculator(PriceBook.BuiltIn).Marginal(new BilledUsage
        {
            Provider = "aws",
            Plan = "aws_lambda",
            Region = "eu-central-1",
            MemoryBytes = 1L << 30,
            Invocations = 100_000,
            BilledNanoseconds = 86_400e9m,
        });
        _server.Function.Peak = peak;
        _server.Function.Detail = _server.Function.Detail! with
        {
            Total = FunctionFigures.None with { Invocations = 100_000, Weight = 100_000, Cost = cost },
            Scanned = new(new(Some.Start, Some.Start + (hours * 3_600 * UnixTime.NanosecondsPerSecond)), true, default),
        };

        Assert.Equal(isCheaper, (await AdviceAsync()).ContainsKey("cheaperOnContainer"));
    }

    [Fact]
    public async Task Get_RepeatedWork_NamesTracesThatShowIt()
    {
        _server.Function.Evidence = AdviceEvidence.None with { Repeats = new(30, 400, ["0af7651916cd43dd8448eb211c80319c"]) };

        var advice = await FindingAsync("repeatedWork");

        Assert.Equal((0.075, 0.01), (advice.GetProperty("value").GetDouble(), advice.GetProperty("against").GetDouble()));
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(advice.GetProperty("traceIds").EnumerateArray()).GetString());
    }

    [Fact]
    public async Task Get_LayeredRetries_NamesWhomTheyGoTo()
    {
        _server.Function.Evidence = AdviceEvidence.None with { Retries = new(9, "bank", ["0af7651916cd43dd8448eb211c80319c"]) };

        var advice = await FindingAsync("layeredRetries");

        Assert.Equal((9, "bank", 1), (advice.GetProperty("value").GetDouble(), advice.GetProperty("peer").GetString(), advice.GetProperty("traceIds").GetArrayLength()));
    }

    [Fact]
    public async Task Get_SecretsInTelemetry_NamesTheAttribute()
    {
        _server.Function.Evidence = AdviceEvidence.None with { Secrets = new("db.query.text", 7, ["0af7651916cd43dd8448eb211c80319c"]) };

        var advice = await FindingAsync("secretsInTelemetry");

        Assert.Equal((7, "db.query.text", 1), (advice.GetProperty("value").GetDouble(), advice.GetProperty("attribute").GetString(), advice.GetProperty("traceIds").GetArrayLength()));
    }

    private async Task<JsonElement> FindingAsync(string kind) =>
        (await _administrator.GetFromJsonAsync<JsonElement>(Address)).GetProperty("advice").EnumerateArray().Single(item => item.GetProperty("kind").GetString() == kind);

    private async Task<Dictionary<string, JsonElement>> AdviceAsync() =>
        (await _administrator.GetFromJsonAsync<JsonElement>(Address)).GetProperty("advice").EnumerateArray()
            .ToDictionary(item => item.GetProperty("kind").GetString()!, item => item.GetProperty("dismissal"));

    private static FunctionFigures Figures(long invocations, long errors, long timeouts = 0)
    {
        var outcomes = new long[Enum.GetValues<InvocationOutcome>().Max(outcome => (int)outcome) + 1];
        (outcomes[(int)InvocationOutcome.Error], outcomes[(int)InvocationOutcome.Timeout]) = (errors, timeouts);
        return new FunctionFigures { Invocations = invocations, ByOutcome = outcomes };
    }
}

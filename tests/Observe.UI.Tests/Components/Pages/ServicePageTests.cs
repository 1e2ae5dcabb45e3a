using Bunit;
using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Components.Pages.Service;
using Observe.UI.Live;
using Observe.UI.Tests.Fakes;

namespace Observe.UI.Tests.Components.Pages;

public sealed class ServicePageTests : UITestContext
{
    [Theory]
    [InlineData("/services/payments")]
    [InlineData("/services/team%2Fpay%20ments?sort=-p95&compare=previous&from=now-6h")]
    public void State_OfAnAddress_IsWrittenTheSame(string url) => Assert.Equal(url, ServicePageState.Parse(new Uri($"http://x{url}"))!.ToUrl());

    [Fact]
    public void State_OfAnotherPage_IsNone() => Assert.Null(ServicePageState.Parse(new Uri("http://x/services")));

    [Fact]
    public void Open_SlowStore_ShowsTheSkeletonAfterItsDelay()
    {
        Readers.Services.Gate = new TaskCompletionSource();
        var page = Open();
        Time.Advance(QueryRunner.LoadingDelay);

        page.WaitForElement(".skeleton");
    }

    [Fact]
    public void Open_NothingOfIt_SaysSoAndLeadsOn() =>
        Assert.Equal("/services", Open().WaitForElement(".state a").GetAttribute("href"));

    [Fact]
    public async Task Open_StoreFails_ShowsWhyAndRetries()
    {
        Readers.Services.Failure = new TimeoutException("too slow");
        var page = Open();
        page.WaitForElement(".state button");

        Readers.Services.Failure = null;
        NightServices.Fill(Readers.Services, Some.Now);
        await ClickAsync(page, ".state button");

        page.WaitForElement(".kpis");
    }

    [Fact]
    public void Open_Loaded_ShowsItsOperationsNeighboursFunctionAndTraces()
    {
        NightServices.Fill(Readers.Services, Some.Now);
        Readers.Functions.Functions = [Some.Function("payments"), Some.Function("cart")];
        Readers.Traces.Facets = [new("function", [new("payments", 7)])];
        Readers.Traces.Find = _ => Task.FromResult(new TraceListResult(
            [new() { TraceId = new TraceId(1, 2), RootService = "checkout", RootName = "POST /orders", StartUnixNanoseconds = 0, DurationNanoseconds = 5, SpanCount = 3, ErrorCount = 1, Services = [] }],
            null, FakeTraceReader.AllScanned));
        var page = Open("?from=now-6h");
        page.WaitForElement("a[href^='/trace/']");

        Assert.Equal(["POST /charge", "process orders", "POST /refund", "GET /charge/{id}"], page.FindAll(".rt a[data-row]").Select(link => link.TextContent));
        Assert.Equal(
            "/traces?q=service = payments and name = \"POST /charge\" and kind = server and status = error&from=now-6h",
            Uri.UnescapeDataString(page.Find(".rt .go a.err").GetAttribute("href")!));
        Assert.Equal(["checkout", "ledger", "managedApi::Stripe", "payments"], page.FindAll("a.node").Select(node => node.GetAttribute("data-node")!).Order());
        Assert.Contains(page.FindAll("section a.btn"), link => link.GetAttribute("href") == $"/functions/{Some.Function("payments").Identity.Id}?from=now-6h");
        Assert.Contains("31 unanswered", page.Find(".ct").TextContent, StringComparison.Ordinal);
    }

    private IRenderedComponent<ServicePage> Open(string query = "")
    {
        Navigation.NavigateTo($"/services/payments{query}");
        return Render<ServicePage>(parameters => parameters.Add(page => page.Name, "payments"));
    }
}

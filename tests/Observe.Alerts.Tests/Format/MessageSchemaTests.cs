using System.Text.Json;
using System.Text.Json.Nodes;
using Json.Schema;
using Microsoft.Extensions.Options;
using Observe.Alerts.Deliver;
using Observe.Alerts.Format;
using Observe.Alerts.Tests.Evaluate;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Format;

/// <summary>The published schema against the bodies that are really sent.</summary>
public sealed class MessageSchemaTests
{
    private static readonly JsonSchema Schema = JsonSchema.FromText(WebhookBodies.Schema);

    [Fact]
    public async Task Schema_BodiesOfALife_AreValid()
    {
        using var bench = new EvaluatorBench();
        await bench.Rules.AddAsync(
            Some.Rule with { Function = AlertRule.EveryFunction, WebhookIds = ["hook"], GroupWait = TimeSpan.Zero, GroupInterval = TimeSpan.FromMinutes(1), RepeatInterval = TimeSpan.FromMinutes(30) },
            CancellationToken.None);
        bench.Functions.Functions = [FakeFunctionReader.Function("checkout", 50), FakeFunctionReader.Function("payments", 50)];
        await bench.MinutesAsync(40);
        bench.Functions.Functions = [FakeFunctionReader.Function("checkout", 0), FakeFunctionReader.Function("payments", 0)];
        await bench.MinutesAsync(5);

        var reasons = bench.Notifications.Rows.Select(row => JsonNode.Parse(row.Payload)!["data"]!["reason"]!.GetValue<string>()).ToHashSet();
        Assert.Superset(new HashSet<string> { "firing", "repeat", "resolved" }, reasons);
        Assert.All(bench.Notifications.Rows, row => AssertValid(row.Payload));
    }

    [Fact]
    public void Schema_TestPingAndNotices_AreValid()
    {
        var webhook = new Webhook { Id = "b7e1", Name = "oncall", Url = "https://x.example", DisabledAt = Some.Time, DisabledReason = "gone" };
        var notice = new WebhookNotice(new AlertLinks(Options.Create(new LinkOptions())));

        AssertValid(TestPing.To(webhook, Some.Time).Payload);
        AssertValid(notice.Write(webhook).Payload);
        AssertValid(notice.Write(webhook with { EnabledAgainAt = Some.Time.AddHours(1) }).Payload);
    }

    [Theory]
    [InlineData("fired")]
    [InlineData("resolved")]
    [InlineData("test")]
    public void Schema_Samples_AreValid(string sample) => AssertValid(WebhookBodies.SampleOf(sample));

    [Theory]
    [InlineData("alerts")]
    [InlineData("status")]
    [InlineData("groupKey")]
    public void Schema_FieldIsMissing_IsNotValid(string field)
    {
        var body = JsonNode.Parse(WebhookBodies.SampleOf("fired"))!;
        body["data"]!.AsObject().Remove(field);

        Assert.False(Evaluate(body.ToJsonString()).IsValid);
    }

    [Fact]
    public void Schema_StatusDoesNotFitTheType_IsNotValid() => Assert.False(
        Evaluate(WebhookBodies.SampleOf("fired").Replace("alert.fired", "alert.resolved", StringComparison.Ordinal)).IsValid);

    private static void AssertValid(string body)
    {
        var result = Evaluate(body);
        var faults = (result.Details ?? []).Where(detail => detail.Errors is not null).Select(detail => $"{detail.InstanceLocation}: {string.Join(' ', detail.Errors!.Values)}");
        Assert.True(result.IsValid, string.Join('\n', faults) + "\n" + body);
    }

    private static EvaluationResults Evaluate(string body)
    {
        using var document = JsonDocument.Parse(body);
        return Schema.Evaluate(document.RootElement, new EvaluationOptions { OutputFormat = OutputFormat.List, RequireFormatValidation = true });
    }
}

using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Options;
using Observe.Alerts.Deliver;
using Observe.Alerts.Format;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Format;

/// <summary>What each receiver is sent: whole, within its limits, and with nothing in it but what was meant.</summary>
public sealed partial class BodyFormatTests
{
    private static readonly WebhookBodies Bodies =
        new(new AlertLinks(Options.Create(new LinkOptions { PublicUrl = "https://observe.example" })));

    public static TheoryData<string, string> FormatsAndSamples
    {
        get
        {
            var data = new TheoryData<string, string>();
            foreach (var (name, _) in WebhookFormats.All)
            {
                foreach (var sample in Bodies.Samples)
                {
                    data.Add(name, sample);
                }
            }
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(FormatsAndSamples))]
    public void Write_Sample_IsJsonWithALinkToTheTraces(string format, string sample)
    {
        var body = Bodies.Write(Hook(format), WebhookBodies.SampleOf(sample), "key");

        Assert.Equal(("", WebhookFormats.Json), (body.Error, body.ContentType));
        using var json = JsonDocument.Parse(body.Text);
        if (sample != "test" && format != WebhookFormats.Template)
        {
            Assert.Contains("https://observe.example/traces?q=function", body.Text, StringComparison.Ordinal);
        }
        Assert.Equal(body, Bodies.Write(Hook(format), WebhookBodies.SampleOf(sample), "key"));
    }

    [Fact]
    public void Write_Generic_IsTheMessageItself() =>
        Assert.Equal("{\"a\": 1 }", Bodies.Write(Hook(WebhookFormats.Generic), "{\"a\": 1 }", null).Text);

    [Theory]
    [InlineData("{}")]
    [InlineData("{\"type\":\"alert.fired\",\"timestamp\":\"x\",\"data\":{\"alerts\":[]}}")]
    [InlineData("no json")]
    public void Write_MessageOfAnotherShape_IsAnErrorAndNoException(string payload)
    {
        foreach (var format in new[] { WebhookFormats.Alertmanager, WebhookFormats.Slack, WebhookFormats.Teams, WebhookFormats.PagerDuty })
        {
            Assert.StartsWith($"The message cannot be written as {format}: ", Bodies.Write(Hook(format), payload, "key").Error, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("http.route", "http_route")]
    [InlineData("alertname", "alertname")]
    [InlineData("2xx", "_2xx")]
    [InlineData("größe", "gr__e")]
    public void LabelName_OfAnAttribute_IsOneThatPrometheusKnows(string name, string expected) =>
        Assert.Equal(expected, AlertmanagerBody.LabelName(name));

    [Fact]
    public void Write_AlertmanagerWithLabelsOfASearch_NamesThemAsPrometheusMay()
    {
        var message = JsonNode.Parse(WebhookBodies.SampleOf("fired"))!.AsObject();
        var data = message["data"]!.AsObject();
        JsonObject Labels() => new() { ["alertname"] = "slow", ["http.route"] = "/a.b", ["http_route"] = "/c" };
        (data["commonLabels"], data["alerts"]![0]!["labels"]) = (Labels(), Labels());

        var body = Json(WebhookFormats.Alertmanager, message.ToJsonString());

        foreach (var labels in new[] { body["commonLabels"]!, body["alerts"]![0]!["labels"]! })
        {
            Assert.Equal("""{"alertname":"slow","http_route":"/a.b;/c"}""", labels.ToJsonString());
        }
        Assert.Contains("http.route", Bodies.Write(Hook(WebhookFormats.Generic), message.ToJsonString(), null).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Write_Alertmanager_HasItsFieldsAndNoOthers()
    {
        foreach (var sample in Bodies.Samples)
        {
            var body = Json(WebhookFormats.Alertmanager, WebhookBodies.SampleOf(sample));

            Assert.Equal(
                ["alerts", "commonAnnotations", "commonLabels", "externalURL", "groupKey", "groupLabels", "receiver", "status", "truncatedAlerts", "version"],
                body.Select(field => field.Key).Order(StringComparer.Ordinal));
            Assert.All(body["alerts"]!.AsArray(), alert => Assert.Equal(
                ["annotations", "endsAt", "fingerprint", "generatorURL", "labels", "startsAt", "status"],
                alert!.AsObject().Select(field => field.Key).Order(StringComparer.Ordinal)));
        }
    }

    [Theory]
    [MemberData(nameof(HostileMessage.All), MemberType = typeof(HostileMessage))]
    public void Write_SlackWithHostileText_StaysTextWithinTheLimits(string text)
    {
        var body = Json(WebhookFormats.Slack, HostileMessage.Write(text, 100));

        var blocks = body["blocks"]!.AsArray();
        Assert.InRange(blocks.Count, 3, SlackBody.MaxBlocks);
        foreach (var (type, value) in Texts(body))
        {
            Assert.True(value.Length <= SlackBody.MaxTextLength, $"{value.Length} characters");
            // A < may begin nothing but a link of ours.
            Assert.DoesNotMatch(type == "mrkdwn" ? ForeignLink() : Control(), value);
            Assert.DoesNotMatch(BareAmpersand(), value);
        }
        Assert.All(Texts(body).Where(of => of.Type == "mrkdwn"), of => Assert.True(text.Trim().Length < 4 || !of.Text.Contains(text, StringComparison.Ordinal)));
        Assert.True(blocks[0]!["text"]!["text"]!.GetValue<string>().Length <= SlackBody.MaxHeaderLength);
        Assert.False(body["mrkdwn"]!.GetValue<bool>());
        Assert.Contains("87 more alerts", blocks[^1]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(HostileMessage.All), MemberType = typeof(HostileMessage))]
    public void Write_TeamsWithHostileText_StaysTextWithinTheLimits(string text)
    {
        var written = Bodies.Write(Hook(WebhookFormats.Teams), HostileMessage.Write(text, 100), null).Text;
        var card = JsonNode.Parse(written)!["attachments"]![0]!["content"]!;

        Assert.True(Encoding.UTF8.GetByteCount(written) <= TeamsBody.MaxBytes);
        Assert.Equal("1.5", card["version"]!.GetValue<string>());
        // Only in text runs nothing is Markdown.
        Assert.All(card["body"]!.AsArray(), block => Assert.Equal("RichTextBlock", block!["type"]!.GetValue<string>()));
        Assert.All(card["body"]!.AsArray().SelectMany(block => block!["inlines"]!.AsArray()), run => Assert.Equal("TextRun", run!["type"]!.GetValue<string>()));
        Assert.Matches("and [0-9]+ more alerts", card["body"]!.AsArray()[^1]!.ToJsonString());
        Assert.Null(card["msteams"]!["entities"]);
    }

    [Theory]
    [MemberData(nameof(HostileMessage.All), MemberType = typeof(HostileMessage))]
    public void Write_PagerDutyWithHostileText_StaysWithinTheLimits(string text)
    {
        var written = Bodies.Write(Hook(WebhookFormats.PagerDuty), HostileMessage.Write(text, 100), "R0UT1NGKEY").Text;
        var body = JsonNode.Parse(written)!;
        var summary = body["payload"]!["summary"]!.GetValue<string>();

        Assert.True(Encoding.UTF8.GetByteCount(written) <= PagerDutyBody.MaxBytes);
        Assert.InRange(summary.Length, 1, PagerDutyBody.MaxSummaryLength);
        Assert.EndsWith("(and 110 more)", summary, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', summary);
        Assert.True(text.Length <= PagerDutyBody.MaxSummaryLength || summary.Contains("more characters", StringComparison.Ordinal));
    }

    [Fact]
    public void Write_PagerDuty_ResolvesTheIncidentThatItTriggered()
    {
        var fired = Json(WebhookFormats.PagerDuty, WebhookBodies.SampleOf("fired"));
        var resolved = Json(WebhookFormats.PagerDuty, WebhookBodies.SampleOf("resolved"));

        Assert.Equal(("trigger", "resolve"), (fired["event_action"]!.GetValue<string>(), resolved["event_action"]!.GetValue<string>()));
        Assert.Equal(fired["dedup_key"]!.GetValue<string>(), resolved["dedup_key"]!.GetValue<string>());
        Assert.Equal("info", Json(WebhookFormats.PagerDuty, WebhookBodies.SampleOf("test"))["payload"]!["severity"]!.GetValue<string>());
    }

    [Fact]
    public void Write_PagerDutyWithoutAKey_SaysSo() => Assert.Equal(
        "There is no routing key.", Bodies.Write(Hook(WebhookFormats.PagerDuty), WebhookBodies.SampleOf("fired"), null).Error);

    [Theory]
    [MemberData(nameof(HostileMessage.All), MemberType = typeof(HostileMessage))]
    public void Write_TemplateWithHostileText_IsJsonByTheFilter(string text)
    {
        var body = Json(WebhookFormats.Template, HostileMessage.Write(text));

        Assert.Equal(text, Assert.Single(body).Value!.GetValue<string>());
    }

    [Theory]
    [InlineData("short", 40, "short")]
    [InlineData("0123456789012345678901234567890123456789x", 40, "0123456789 ... (31 more characters)")]
    public void To_LongerThanItMayBe_IsCutAndSaysHowMuch(string text, int max, string expected) => Assert.Equal(expected, TextCut.To(text, max));

    [Fact]
    public void To_PairAtTheEnd_IsNotTorn()
    {
        for (var max = 31; max < 60; max++)
        {
            var cut = TextCut.To(string.Concat(Enumerable.Repeat("😀", 50)), max);
            Assert.True(cut.Length <= max);
            Assert.Equal(cut, Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut)));
        }
    }

    private static Webhook Hook(string format) => new()
    {
        Name = "hook",
        Url = "https://hooks.example",
        Format = format,
        Template = format == WebhookFormats.Template ? "{\"text\": {{ data.alerts[0].annotations.summary | json }}}" : "",
    };

    private static JsonObject Json(string format, string payload)
    {
        var body = Bodies.Write(Hook(format), payload, "R0UT1NGKEY");
        Assert.Equal("", body.Error);
        return JsonNode.Parse(body.Text)!.AsObject();
    }

    private static IEnumerable<(string Type, string Text)> Texts(JsonObject body)
    {
        yield return ("plain_text", body["text"]!.GetValue<string>());
        foreach (var block in body["blocks"]!.AsArray())
        {
            var texts = block!["text"] is JsonObject text ? [text] : block["elements"]!.AsArray().Select(element => element!.AsObject());
            foreach (var one in texts)
            {
                yield return (one["type"]!.GetValue<string>(), one["text"]!.GetValue<string>());
            }
        }
    }

    [GeneratedRegex("<(?!https://observe\\.example/[^<>|]*\\|)")]
    private static partial Regex ForeignLink();

    [GeneratedRegex("[<>]")]
    private static partial Regex Control();

    [GeneratedRegex("&(?!amp;|lt;|gt;)")]
    private static partial Regex BareAmpersand();
}

using System.Text.Json.Nodes;
using Observe.Alerts.Format;

namespace Observe.Alerts.Tests.Format;

/// <summary>Messages whose names and texts want to be more than text.</summary>
internal static class HostileMessage
{
    public static readonly IReadOnlyList<string> Texts =
    [
        "<!channel> <@U012AB3CD> <https://evil.example|click> &amp; &lt;b&gt;",
        "*bold* _italic_ ~gone~ `code` \n> quote\n```block```",
        "[link](https://evil.example) ![x](https://evil.example/x.png) # head **b** <at>everyone</at> {{DATE(2026-01-01T00:00:00Z, SHORT)}}",
        "\",\"type\":\"x\"},{\"", "\\\" \\u0000 \u0001\u0007\u001b[31m\u2028\u2029\u202e", "{{ data }}{% raw %}", "</script><img src=x onerror=alert(1)>",
        "雪 😀👩‍👩‍👧 ﷽ " + new string('\u0301', 50), "", " ", new string('&', 4_000), new string('<', 4_000), string.Concat(Enumerable.Repeat("😀", 10_000)),
    ];

    public static TheoryData<string> All => [.. Texts];

    /// <param name="count">How many alerts it has.</param>
    public static string Write(string text, int count = 2)
    {
        var root = JsonNode.Parse(WebhookBodies.SampleOf("fired"))!.AsObject();
        var data = root["data"]!.AsObject();
        var alert = data["alerts"]![0]!.DeepClone().AsObject();
        alert["labels"]!["function"] = text;
        alert["labels"]!["alertname"] = text;
        alert["annotations"]!["summary"] = text;
        data["groupLabels"]!["alertname"] = text;
        data["alerts"] = new JsonArray([.. Enumerable.Range(0, count).Select(_ => alert.DeepClone())]);
        data["truncatedAlerts"] = 11;
        return root.ToJsonString();
    }
}

using System.Diagnostics;
using Microsoft.Extensions.Options;
using Observe.Alerts.Deliver;
using Observe.Alerts.Format;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Format;

public sealed class LiquidTemplateTests
{
    private const string Doubling = "{% assign x = 'xxxxxxxxxxxxxxxx' %}{% for i in (1..40) %}{% assign x = x | append: x %}{% endfor %}";

    private static readonly WebhookBodies Bodies =
        new(new AlertLinks(Options.Create(new LinkOptions { PublicUrl = "https://observe.example" })));

    [Fact]
    public void Render_Message_SeesAllOfIt()
    {
        var text = Render(
            """
            {{ type }} {{ timestamp | date: "%H:%M" }} {% for alert in data.alerts %}{{ alert.labels.function }}={{ alert.value | times: 100 }}{% unless forloop.last %}, {% endunless %}{% endfor %}
            """,
            out var error);

        Assert.Equal("", error);
        Assert.Equal("alert.fired 03:00 payments=12.4, checkout=7.1", text.Trim());
    }

    [Theory]
    [InlineData("{% if x %}", "1")]
    [InlineData("one\ntwo {{ }}\n", "2")]
    [InlineData("one\n\n{% nonsense %}", "3")]
    public void Parse_Mistake_SaysItsLine(string source, string line)
    {
        Assert.Null(LiquidTemplate.Parse(source, out var error));
        Assert.Matches($"{line}", error);
    }

    /// <summary>Each would take all memory, or for ever.</summary>
    [Theory]
    [InlineData("{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}x{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% for i in (1..1000) %}{% for j in (1..1000) %}{% for k in (1..1000) %}{% endfor %}{% endfor %}{% endfor %}")]
    [InlineData("{% for i in (1..2000000000) %}{% endfor %}")]
    [InlineData("{% assign n = 2000000000 %}{% for i in (1..n) %}{% endfor %}")]
    [InlineData(Doubling)]
    [InlineData("{% capture x %}xxxxxxxxxxxxxxxx{% endcapture %}{% for i in (1..40) %}{% capture x %}{{ x }}{{ x }}{% endcapture %}{% endfor %}")]
    [InlineData("{% capture x %}{% for i in (1..1000) %}{{ data | json }}{% endfor %}{% endcapture %}")]
    [InlineData("{% assign x = 'aaaaaaaaaaaaaaaa' %}{% for i in (1..12) %}{% assign x = x | append: x %}{% endfor %}{{ x | replace: 'a', x }}")]
    [InlineData("{% assign a = 'a,b,c,d,e,f,g,h' | split: ',' %}{% for i in (1..40) %}{% assign a = a | concat: a %}{% endfor %}")]
    [InlineData("{% for i in (1..1000) %}{% for j in (1..10) %}{{ data.alerts | json }}{% endfor %}{% endfor %}")]
    public void Render_Bomb_EndsSoonWithAnError(string source)
    {
        var clock = Stopwatch.StartNew();
        var text = Render(source, out var error);

        Assert.Equal("", text);
        Assert.NotEqual("", error);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(15), $"{clock.Elapsed}");
    }

    [Theory]
    [InlineData("[", "]")]
    [InlineData("(", ")")]
    public void Parse_NestedDeeply_IsRefusedBeforeTheStackEnds(string open, string close)
    {
        var deep = "{{ a" + string.Concat(Enumerable.Repeat(open, 7_000)) + string.Concat(Enumerable.Repeat(close, 7_000)) + " }}";

        Assert.Null(LiquidTemplate.Parse(deep, out var error));
        Assert.Equal("Nested deeper than 32 at line 1.", error);
    }

    [Fact]
    public void Parse_BlocksNestedDeeply_AreRefused()
    {
        var deep = string.Concat(Enumerable.Repeat("{% if a %}\n", 500)) + string.Concat(Enumerable.Repeat("{% endif %}", 500));

        Assert.Null(LiquidTemplate.Parse(deep, out var error));
        Assert.Equal("Nested deeper than 32 at line 33.", error);
    }

    [Theory]
    [InlineData("{% include '/etc/passwd' %}")]
    [InlineData("{% render '/etc/passwd' %}")]
    [InlineData("{% include '../../appsettings.json' %}")]
    public void Render_File_IsNotRead(string source)
    {
        var text = Render(source, out var error);

        Assert.Equal("", text);
        Assert.NotEqual("", error);
    }

    [Theory]
    [InlineData("{{ data.GetType }}{{ data.alerts.Capacity }}{{ type.Length }}")]
    [InlineData("{{ data.alerts[0].GetType.Assembly.Location }}")]
    public void Render_MembersOfNet_AreNotThere(string source) => Assert.Equal("", Render(source, out _));

    [Fact]
    public void Check_MakesNoJson_SaysWhereAndHow()
    {
        var error = Assert.Single(Bodies.Check(Hook("{\n  \"text\": {{ data.alerts[0].annotations.summary }}\n}")));

        Assert.Equal("template", error.Field);
        Assert.StartsWith("With the sample 'fired': What the template makes is no JSON: line 2 of it, \"text\": payments: error rate", error.Message, StringComparison.Ordinal);
        Assert.Contains("| json", error.Message, StringComparison.Ordinal);
        Assert.Empty(Bodies.Check(Hook("plain {{ type }}") with { ContentType = "text/plain" }));
    }

    [Fact]
    public void Check_UnknownFilter_IsAnError() => Assert.Contains("jsn", Assert.Single(Bodies.Check(Hook("{{ type | jsn }}"))).Message, StringComparison.Ordinal);

    private static Webhook Hook(string template) => new() { Name = "x", Url = "https://x.example", Format = WebhookFormats.Template, Template = template };

    private static string Render(string source, out string error) =>
        LiquidTemplate.Parse(source, out error) is { } template ? template.Render(WebhookBodies.SampleOf("fired"), out error) : "";
}

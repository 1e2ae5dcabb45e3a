using Observe.Server.Composition;
using Serilog.Events;
using Serilog.Parsing;

namespace Observe.Server.Tests.Composition;

public sealed class OneLineFormatterTests
{
    [Fact]
    public void Format_LineBreakAndEscapeInAValue_StayInTheLine()
    {
        var entry = new LogEvent(
            new DateTimeOffset(2026, 11, 23, 3, 7, 53, 224, TimeSpan.Zero), LogEventLevel.Warning, null,
            new MessageTemplateParser().Parse("from {Name:l}"),
            [
                new("Name", new ScalarValue("a\r\n03:07:53.224 info  forged\u001b[2J")),
                new("SourceContext", new ScalarValue("Observe.Server.Some")),
            ]);
        using var output = new StringWriter();

        new OneLineFormatter().Format(entry, output);

        Assert.Equal("03:07:53.224 warn  Some: from a\\u000d\\u000a03:07:53.224 info  forged\\u001b[2J\n", output.ToString());
    }
}

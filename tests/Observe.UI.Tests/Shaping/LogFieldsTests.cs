using Observe.Storage;
using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class LogFieldsTests
{
    [Fact]
    public void Inline_LongAndTechnicalOnes_AreLeftOut() =>
        Assert.Equal(
            ["attempt"],
            LogFields.Inline(Log(
                ("{OriginalFormat}", "Retrying {What}"), ("exception.stacktrace", "at X"), ("long", new string('x', 61)), ("attempt", "2")))
                .Select(attribute => attribute.Key));

    [Fact]
    public void Inline_ManyAttributes_AreCut() =>
        Assert.Equal(6, LogFields.Inline(Log([.. Enumerable.Range(0, 20).Select(index => ($"key{index}", "v"))])).Count());

    [Fact]
    public void StackTraceOf_None_IsEmpty() => Assert.Equal("", LogFields.StackTraceOf(Log(("a", "b"))));

    [Fact]
    public void Opened_LeavesTheStackTraceToItsOwnPlace()
    {
        var log = Log(("exception.type", "E"), ("exception.stacktrace", "at X"));

        Assert.Equal(["exception.type"], LogFields.Opened(log).Select(attribute => attribute.Key));
        Assert.Equal("at X", LogFields.StackTraceOf(log));
    }

    private static LogRecord Log(params (string Key, string Value)[] attributes) => new()
    {
        Id = "1",
        TimeUnixNanoseconds = 1,
        Body = "",
        Service = "s",
        Attributes = [.. attributes.Select(pair => new TelemetryAttribute(pair.Key, AttributeValue.Of(pair.Value)))],
    };
}

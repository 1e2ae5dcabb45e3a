using Observe.Storage.Read;
using Observe.UI.Shaping;

namespace Observe.UI.Tests.Shaping;

public sealed class LogLevelsTests
{
    [Theory]
    [InlineData(0, "", "", LogTone.Quiet)]
    [InlineData(0, "notice", "NOTICE", LogTone.Quiet)]
    [InlineData(1, "", "TRACE", LogTone.Quiet)]
    [InlineData(5, "", "DEBUG", LogTone.Quiet)]
    [InlineData(9, "Information", "INFO", LogTone.Quiet)]
    [InlineData(12, "", "INFO", LogTone.Quiet)]
    [InlineData(13, "", "WARN", LogTone.Warning)]
    [InlineData(17, "", "ERROR", LogTone.Error)]
    [InlineData(21, "", "FATAL", LogTone.Error)]
    [InlineData(255, "", "FATAL", LogTone.Error)]
    public void NameOf_NumberDecides(byte number, string text, string expected, LogTone tone)
    {
        var log = new LogRecord { Id = "1", TimeUnixNanoseconds = 1, Body = "", Service = "s", SeverityNumber = number, SeverityText = text };

        Assert.Equal(expected, LogLevels.NameOf(log));
        Assert.Equal(tone, LogLevels.ToneOf(log));
    }
}

using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>What a severity is called. The number decides; the sender's own word is shown only when there is no number.</summary>
public static class LogLevels
{
    public static string NameOf(LogRecord log) => log.SeverityNumber switch
    {
        0 => log.SeverityText.ToUpperInvariant(),
        <= 4 => "TRACE",
        <= 8 => "DEBUG",
        <= 12 => "INFO",
        <= 16 => "WARN",
        <= 20 => "ERROR",
        _ => "FATAL",
    };

    public static LogTone ToneOf(LogRecord log) => log.SeverityNumber switch
    {
        >= 17 => LogTone.Error,
        >= 13 => LogTone.Warning,
        _ => LogTone.Quiet,
    };
}

public enum LogTone
{
    Quiet,
    Warning,
    Error,
}

using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;

namespace Observe.Server.Composition;

/// <summary>
/// Time, level, class, message. Control characters of the message are written as escapes, so that no value can begin a line of its
/// own or colour the terminal; only a stack trace takes more lines.
/// </summary>
public sealed class OneLineFormatter : ITextFormatter
{
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var source = logEvent.Properties.TryGetValue("SourceContext", out var value) && value is ScalarValue { Value: string name }
            ? name[(name.LastIndexOf('.') + 1)..] + ": "
            : "";
        output.Write(logEvent.Timestamp.ToString("HH:mm:ss.fff", CultureInfo.InvariantCulture));
        output.Write(LevelName(logEvent.Level));
        output.Write(source);
        WriteEscaped(logEvent.RenderMessage(CultureInfo.InvariantCulture), output);
        output.Write('\n');
        foreach (var line in logEvent.Exception?.ToString().Split('\n') ?? [])
        {
            output.Write("    ");
            WriteEscaped(line.TrimEnd('\r'), output);
            output.Write('\n');
        }
    }

    private static void WriteEscaped(string text, TextWriter output)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                output.Write(string.Create(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}"));
            }
            else
            {
                output.Write(character);
            }
        }
    }

    private static string LevelName(LogEventLevel level) => level switch
    {
        LogEventLevel.Verbose or LogEventLevel.Debug => " debug ",
        LogEventLevel.Information => " info  ",
        LogEventLevel.Warning => " warn  ",
        LogEventLevel.Error => " error ",
        _ => " fatal ",
    };
}

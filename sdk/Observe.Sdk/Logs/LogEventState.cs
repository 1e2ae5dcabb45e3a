using System.Collections;
using Serilog.Events;

namespace Observe.Sdk.Logs;

/// <summary>A Serilog event as the list of attributes that OpenTelemetry's logging takes.</summary>
internal sealed class LogEventState : IReadOnlyList<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _attributes;

    public LogEventState(LogEvent logEvent)
    {
        Event = logEvent;
        _attributes = new(logEvent.Properties.Count + 1);
        foreach (var (name, value) in logEvent.Properties)
        {
            _attributes.Add(new(name, LogEventValue.Plain(value)));
        }
        _attributes.Add(new("message_template.text", logEvent.MessageTemplate.Text));
    }

    public LogEvent Event { get; }

    public int Count => _attributes.Count;

    public KeyValuePair<string, object?> this[int index] => _attributes[index];

    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _attributes.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}

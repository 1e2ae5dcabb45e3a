using System.Diagnostics;
using System.Text;

namespace Observe.Alerts.Format;

/// <summary>Takes the output of a template as long as there is not too much of it and it is not too late.</summary>
internal sealed class LimitedWriter(int maxLength, TimeSpan maxTime) : TextWriter
{
    private readonly StringBuilder _text = new();
    private readonly long _started = Stopwatch.GetTimestamp();

    public override Encoding Encoding => Encoding.UTF8;

    public override void Write(char value) => Write([value]);

    public override void Write(string? value) => Write(value.AsSpan());

    public override void Write(char[] buffer, int index, int count) => Write(buffer.AsSpan(index, count));

    public override void Write(ReadOnlySpan<char> buffer)
    {
        CheckTime();
        if (_text.Length + buffer.Length > maxLength)
        {
            throw new InvalidOperationException($"The output has more than {maxLength} characters.");
        }
        _text.Append(buffer);
    }

    // Written at once: the base class would take a thread of the pool for each.
    public override Task WriteAsync(char value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(string? value)
    {
        Write(value);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(char[] buffer, int index, int count)
    {
        Write(buffer, index, count);
        return Task.CompletedTask;
    }

    public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default)
    {
        Write(buffer.Span);
        return Task.CompletedTask;
    }

    public override Task FlushAsync() => Task.CompletedTask;

    public void CheckTime()
    {
        if (Stopwatch.GetElapsedTime(_started) > maxTime)
        {
            throw new InvalidOperationException($"It takes longer than {maxTime.TotalSeconds:0} s.");
        }
    }

    public override string ToString() => _text.ToString();
}

using System.Collections.Concurrent;

namespace Observe.Collector.Decode;

/// <summary>
/// Remembers which resources are durable, so that not every request writes its own again. Each is written anew every hour:
/// whatever happened to the rows of the last hour, the loss ends there.
/// </summary>
internal sealed class ResourceLedger
{
    private const int MaxEntries = 65_536;
    private const long NanosecondsPerHour = 3_600_000_000_000;

    private readonly ConcurrentDictionary<(long Day, ulong Fingerprint), long> _hours = new();

    public bool IsKnown(long day, ulong fingerprint, long nowUnixNanoseconds) =>
        _hours.TryGetValue((day, fingerprint), out var hour) && hour == nowUnixNanoseconds / NanosecondsPerHour;

    public void Remember(long day, ulong fingerprint, long nowUnixNanoseconds)
    {
        if (_hours.Count >= MaxEntries)
        {
            _hours.Clear();
        }
        _hours[(day, fingerprint)] = nowUnixNanoseconds / NanosecondsPerHour;
    }
}

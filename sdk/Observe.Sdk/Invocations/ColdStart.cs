using System.Diagnostics;

namespace Observe.Sdk.Invocations;

/// <summary>
/// Tells the first invocation of the process from all others, also when several arrive at once, and how long the process
/// had taken to be ready for it.
/// </summary>
internal sealed class ColdStart(DateTimeOffset processStart, TimeProvider time)
{
    /// <summary>An environment that was ready this long before its first invocation was prepared ahead; nobody waited.</summary>
    private static readonly TimeSpan Proactive = TimeSpan.FromSeconds(10);

    private int _taken;
    private DateTimeOffset _ready = time.GetUtcNow();

    /// <summary>One per process: a second <see cref="ObserveFunction"/> does not make the process cold again.</summary>
    public static ColdStart OfThisProcess { get; } = new(StartOfThisProcess(), TimeProvider.System);

    /// <summary>True for one caller only.</summary>
    public bool TryTake(out InitFacts facts)
    {
        facts = default;
        if (Interlocked.Exchange(ref _taken, 1) != 0)
        {
            return false;
        }
        var now = time.GetUtcNow();
        var idled = now - _ready > Proactive;
        facts = new InitFacts((idled ? _ready : now) - processStart, idled);
        return true;
    }

    /// <summary>The function has been set up; what follows until the first invocation is waiting or the platform's own work.</summary>
    public void MarkReady() => _ready = time.GetUtcNow();

    private static DateTimeOffset StartOfThisProcess()
    {
        using var process = Process.GetCurrentProcess();
        return process.StartTime;
    }
}

/// <summary>How long the process took to be ready, and whether it then waited for its first invocation.</summary>
internal readonly record struct InitFacts(TimeSpan Duration, bool IsProactive);

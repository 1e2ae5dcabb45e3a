namespace Observe.Samples.Platform;

/// <summary>Looks at the memory of an instance while it serves, and kills it when it has used more than it may.</summary>
internal sealed class MemoryWatch(FunctionInstance instance, TimeProvider time)
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    /// <summary>The most that the instance has used since its start.</summary>
    public long PeakBytes { get; private set; }

    public bool IsOver => PeakBytes > instance.Program.MemoryBytes;

    /// <summary>Comes back when it has killed the instance, or is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(Interval, time);
        do
        {
            PeakBytes = Math.Max(PeakBytes, instance.PeakMemoryBytes());
        }
        while (!IsOver && await NextAsync(timer, cancellation));
        if (IsOver)
        {
            instance.Kill();
        }
    }

    private static async Task<bool> NextAsync(PeriodicTimer timer, CancellationToken cancellation)
    {
        try
        {
            return await timer.WaitForNextTickAsync(cancellation);
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}

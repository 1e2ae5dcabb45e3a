using System.Globalization;

namespace Observe.Benchmarks.Pages;

/// <summary>Waits until the machine has little else to do, so that what is measured next does not share it with what went before.</summary>
internal static class MachineRest
{
    private const double Little = 0.15;
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(10);

    /// <summary>At most ten seconds: neighbours that work on are part of the figure. Where the system does not tell its use, not at all.</summary>
    public static async Task AwaitAsync()
    {
        var before = Read();
        for (var waited = TimeSpan.Zero; before is not null && waited < Longest; waited += Look)
        {
            await Task.Delay(Look);
            var now = Read();
            if (now is null || now.Value.Busy - before.Value.Busy <= Little * (now.Value.All - before.Value.All))
            {
                return;
            }
            before = now;
        }
    }

    /// <summary>What all processors have done since the start, in ticks: the first line of /proc/stat (proc_stat(5): user, nice, system, idle, iowait, ...).</summary>
    private static (long Busy, long All)? Read()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }
        long[] ticks = [.. File.ReadLines("/proc/stat").First().Split(' ', StringSplitOptions.RemoveEmptyEntries)[1..9].Select(text => long.Parse(text, CultureInfo.InvariantCulture))];
        var all = ticks.Sum();
        return (all - ticks[3] - ticks[4], all);
    }
}

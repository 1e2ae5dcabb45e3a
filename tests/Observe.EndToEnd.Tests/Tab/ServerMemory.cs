using System.Globalization;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>What the server holds once all garbage is gone.</summary>
/// <param name="ManagedBytes">Of .NET, in which the pages are.</param>
/// <param name="PrivateBytes">Of the whole process: the engine with what it caches is the most of it.</param>
internal sealed record ServerMemory(long ManagedBytes, long PrivateBytes, int Circuits, int Connected)
{
    public static ServerMemory Of(CircuitCount circuits)
    {
        for (var pass = 0; pass < 3; pass++)
        {
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Forced, blocking: true, compacting: true);
            GC.WaitForPendingFinalizers();
        }
        return new ServerMemory(GC.GetTotalMemory(forceFullCollection: true), PrivateOf("self"), circuits.Kept, circuits.Connected);
    }

    /// <summary>RssAnon in /proc/PID/status (proc_pid_status(5)); 0 where there is none.</summary>
    public static long PrivateOf(string process)
    {
        var path = $"/proc/{process}/status";
        var line = File.Exists(path) ? File.ReadLines(path).FirstOrDefault(text => text.StartsWith("RssAnon:", StringComparison.Ordinal)) : null;
        return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture) * 1024;
    }
}

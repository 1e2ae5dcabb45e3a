using System.Globalization;
using Observe.Testing;

namespace Observe.Reliability.Tests.Server;

/// <summary>What memory a server's process holds, by the kernel's account; Linux only.</summary>
internal static class ProcessMemory
{
    public static long ResidentBytes(this ServerProcess server) => Read(server, "VmRSS:");

    /// <summary>The most that it has held since its start, or since <see cref="ForgetPeak"/>.</summary>
    public static long PeakBytes(this ServerProcess server) => Read(server, "VmHWM:");

    public static void ForgetPeak(this ServerProcess server) => File.WriteAllText($"/proc/{server.Id}/clear_refs", "5");

    private static long Read(ServerProcess server, string name)
    {
        var line = File.ReadLines($"/proc/{server.Id}/status").Single(line => line.StartsWith(name, StringComparison.Ordinal));
        return long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Observe.Sdk.Tests.Samples;

/// <summary>The instances of functions that run now, as the kernel knows them.</summary>
internal static class InstanceProcesses
{
    /// <summary>The environments of those that send to this collector.</summary>
    public static IEnumerable<(int Id, string[] Environment)> SendingTo(Uri collector) => Directory.GetDirectories("/proc")
        .Select(Path.GetFileName)
        .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        .Select(name => (int.Parse(name!, CultureInfo.InvariantCulture), EnvironmentOf(name!)))
        .Where(process => process.Item2.Contains($"OTEL_EXPORTER_OTLP_ENDPOINT={collector.AbsoluteUri}"));

    /// <summary>T while it is stopped.</summary>
    public static char State(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        return stat[stat.LastIndexOf(')') + 2];
    }

    public static void Signal(int process, string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", process.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    /// <summary>Empty for a process that has ended, or is another's.</summary>
    private static string[] EnvironmentOf(string process)
    {
        try
        {
            return File.ReadAllText($"/proc/{process}/environ", Encoding.UTF8).Split('\0');
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

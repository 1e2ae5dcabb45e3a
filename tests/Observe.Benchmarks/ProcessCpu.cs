using System.Diagnostics;

namespace Observe.Benchmarks;

/// <summary>CPU time of the whole process, the engine's threads included, in seconds.</summary>
internal static class ProcessCpu
{
    public static double Seconds
    {
        get
        {
            using var process = Process.GetCurrentProcess();
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }
    }
}

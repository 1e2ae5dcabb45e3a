using System.Runtime.InteropServices;

namespace Observe.Benchmarks;

/// <summary>CPU time of the calling thread, in seconds: what it used, however busy the machine is with others.</summary>
internal static partial class ThreadCpu
{
    // CLOCK_THREAD_CPUTIME_ID of Linux.
    private const int ThreadClock = 3;

    public static double Seconds
    {
        get
        {
            _ = ReadClock(ThreadClock, out var time);
            return time.Seconds + (time.Nanoseconds / 1e9);
        }
    }

    [LibraryImport("libc", EntryPoint = "clock_gettime")]
    private static partial int ReadClock(int clock, out Time time);

    [StructLayout(LayoutKind.Sequential)]
    private struct Time
    {
        public long Seconds;
        public long Nanoseconds;
    }
}

using System.Runtime.InteropServices;

namespace Observe.Samples.Platform;

/// <summary>What the demo's functions die of is known: a core file of each would only fill the disk, and take longer than the death.</summary>
internal static partial class CoreFiles
{
    /// <summary>RLIMIT_CORE of Linux.</summary>
    private const int Core = 4;

    /// <summary>Of this process and of those that it starts.</summary>
    public static void Forbid()
    {
        if (OperatingSystem.IsLinux())
        {
            // Where it may not be changed it stays as it was.
            _ = SetLimit(Core, [0, 0]);
        }
    }

    [LibraryImport("libc", EntryPoint = "setrlimit")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int SetLimit(int resource, ulong[] softAndHard);
}

using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Observe.Samples.Platform.Lambda;

/// <summary>
/// Stops processes as Lambda freezes environments: they get no processor time until they have work again. A frozen process would not notice the end of
/// the platform, so a guard outside of it kills those that are frozen when the platform goes without a word.
/// </summary>
internal sealed partial class Freezer : IDisposable
{
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    /// <summary>
    /// Each line names all that are frozen now. The last one counts when the platform's end of the pipe closes, and nothing else ends the guard: a signal to
    /// the whole group, as a terminal sends it, must not.
    /// </summary>
    private const string GuardScript = """trap '' HUP INT TERM; frozen=; while read -r line; do frozen=$line; done; [ -z "$frozen" ] || kill -KILL $frozen""";

    private readonly Lock _lock = new();
    private readonly HashSet<int> _frozen = [];
    private readonly Process _guard;

    public Freezer() => _guard = Process.Start(new ProcessStartInfo("sh", ["-c", GuardScript]) { RedirectStandardInput = true })!;

    public void Freeze(Process process) => Change(process, SigStop, frozen => frozen.Add(process.Id));

    public void Thaw(Process process) => Change(process, SigCont, frozen => frozen.Remove(process.Id));

    /// <summary>Announces its end to a process, which is thawed.</summary>
    public void Terminate(Process process) => Change(process, SigTerm, frozen => frozen.Remove(process.Id));

    public void Dispose()
    {
        lock (_lock)
        {
            _guard.StandardInput.Close();
        }
        _guard.WaitForExit();
        _guard.Dispose();
    }

    private void Change(Process process, int signal, Action<HashSet<int>> change)
    {
        lock (_lock)
        {
            change(_frozen);
            // Before it is stopped, not after: the platform may end in between.
            _guard.StandardInput.WriteLine(string.Join(' ', _frozen.Select(id => id.ToString(CultureInfo.InvariantCulture))));
            _guard.StandardInput.Flush();
            if (!process.HasExited)
            {
                _ = Signal(process.Id, signal);
            }
        }
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static partial int Signal(int process, int signal);
}

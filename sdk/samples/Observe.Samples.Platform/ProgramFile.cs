using System.Diagnostics;

namespace Observe.Samples.Platform;

/// <summary>A program of the shop, which lies in a folder beside the platform.</summary>
internal static class ProgramFile
{
    /// <summary>How it is started: its streams are the platform's, and what it dies of is known without a core file.</summary>
    /// <param name="folder">Where the platform lies.</param>
    /// <param name="assembly">Without its ending: a program for the runtime, or one that was compiled ahead of time and needs none.</param>
    public static ProcessStartInfo Start(string folder, string assembly, IReadOnlyDictionary<string, string> environment)
    {
        var path = Path.Combine(folder, "functions", assembly, assembly);
        var start = File.Exists($"{path}.dll") ? new ProcessStartInfo(DotNet, [$"{path}.dll"]) : new ProcessStartInfo(path);
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        start.UseShellExecute = false;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        start.Environment["DOTNET_DbgEnableMiniDump"] = "0";
        return start;
    }

    /// <summary>The host that runs the platform itself, else the one on the path.</summary>
    private static string DotNet => Path.GetFileNameWithoutExtension(Environment.ProcessPath) is "dotnet" ? Environment.ProcessPath! : "dotnet";
}

using System.Diagnostics;

namespace Observe.Alerts.Tests.Prometheus;

/// <summary>Prometheus' own tester of rules.</summary>
internal static class Promtool
{
    /// <summary>Null when it is not there.</summary>
    public static string? Path { get; } = Find();

    /// <summary>Empty when Prometheus sees in each case what our state machine saw, else what it says.</summary>
    public static async Task<string> DifferencesAsync(IReadOnlyCollection<RuleCase> cases)
    {
        var folder = Directory.CreateTempSubdirectory("observe-promtool-");
        try
        {
            var (rules, tests) = RuleFiles.Write(cases);
            await File.WriteAllTextAsync(System.IO.Path.Combine(folder.FullName, RuleFiles.RulesName), rules);
            await File.WriteAllTextAsync(System.IO.Path.Combine(folder.FullName, "tests.yml"), tests);
            var start = new ProcessStartInfo(Path!, ["test", "rules", "tests.yml"])
            {
                WorkingDirectory = folder.FullName,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEndAsync();
            var errors = process.StandardError.ReadToEndAsync();
            await process.WaitForExitAsync();
            return process.ExitCode == 0 ? "" : $"exit code {process.ExitCode}\n{await output}{await errors}";
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("OBSERVE_PROMTOOL") is { Length: > 0 } named)
        {
            return named;
        }
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        return folders.Select(folder => System.IO.Path.Combine(folder, "promtool")).FirstOrDefault(File.Exists);
    }
}

using System.Diagnostics;
using System.Globalization;

namespace Observe.Sdk.Tests.Samples;

/// <summary>The demo platform as the server starts it: a process with a pipe as its standard input.</summary>
internal sealed class PlatformProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private PlatformProcess(Process process) => _process = process;

    /// <summary>Where the platform is built, with its functions beside it.</summary>
    public static string Folder
    {
        get
        {
            var tests = new DirectoryInfo(AppContext.BaseDirectory);
            return Path.Combine(tests.Parent!.Parent!.FullName, "Observe.Samples.Platform", tests.Name);
        }
    }

    public int ExitCode => _process.ExitCode;

    /// <summary>Comes back when the first order was answered.</summary>
    public static async Task<PlatformProcess> StartAsync(Uri collector, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo("dotnet", [Path.Combine(Folder, "Observe.Samples.Platform.dll"), "--exit-with-parent"])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.AbsoluteUri;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        var platform = new PlatformProcess(Process.Start(start)!);
        try
        {
            Assert.Equal("demo ready", await platform._process.StandardOutput.ReadLineAsync().WaitAsync(Patience));
            return platform;
        }
        catch
        {
            platform.Dispose();
            throw;
        }
    }

    /// <summary>The function instances that run now, as the kernel knows them.</summary>
    public IReadOnlyList<Process> Instances() =>
    [
        .. Directory.GetDirectories($"/proc/{_process.Id}/task")
            .SelectMany(thread => File.ReadAllText(Path.Combine(thread, "children")).Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Select(id => Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture))),
    ];

    public void CloseInput() => _process.StandardInput.Close();

    public void Signal(string signal)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
    }

    public Task WaitForExitAsync() => _process.WaitForExitAsync().WaitAsync(Patience);

    public static Task WaitForExitAsync(IEnumerable<Process> instances) =>
        Task.WhenAll(instances.Select(i => i.WaitForExitAsync())).WaitAsync(Patience);

    public void Dispose()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
        _process.Dispose();
    }
}

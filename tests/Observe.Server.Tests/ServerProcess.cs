using System.Collections.Concurrent;
using System.Diagnostics;
using System.Reflection;

namespace Observe.Testing;

/// <summary>The server as people start it: a process of its own, on free ports, with a data folder of its own.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private readonly Process _process;
    private readonly DirectoryInfo? _ownData;
    private readonly ConcurrentQueue<string> _lines = new();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<Uri>> _addresses = new();
    private readonly Task _reading;
    private TaskCompletionSource _line = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ServerProcess(
        string data, DirectoryInfo? ownData, IReadOnlyDictionary<string, string> environment, IEnumerable<string> args, bool onTerminal = false)
    {
        _ownData = ownData;
        string[] command = ["dotnet", ServerPath, "--data", data, .. args];
        if (onTerminal)
        {
            // script gives the command a terminal of its own and passes on what it prints.
            command = ["script", "--quiet", "--return", "--command", string.Join(' ', command.Select(word => $"'{word}'")), "/dev/null"];
        }
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }
        _process = Process.Start(start)!;
        _reading = Task.WhenAll(ReadAsync(_process.StandardOutput), ReadAsync(_process.StandardError));
    }

    private static string ServerPath => typeof(ServerProcess).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == "ServerPath").Value!;

    public int Id => _process.Id;

    /// <summary>All that it has printed so far.</summary>
    public string Output => string.Join('\n', _lines);

    public static ServerProcess Start(params string[] args) => Start(new Dictionary<string, string>(), args);

    public static ServerProcess Start(IReadOnlyDictionary<string, string> environment, params string[] args)
    {
        var own = Directory.CreateTempSubdirectory("observe-process-tests-");
        return new ServerProcess(own.FullName, own, environment, [.. FreePorts, .. args]);
    }

    /// <summary>As <see cref="Start(string[])"/>, on a terminal: what a person sees who starts it by hand.</summary>
    public static ServerProcess StartOnTerminal(params string[] args)
    {
        var own = Directory.CreateTempSubdirectory("observe-process-tests-");
        return new ServerProcess(own.FullName, own, new Dictionary<string, string>(), [.. FreePorts, .. args], onTerminal: true);
    }

    /// <summary>On a data folder that was there before and is there after.</summary>
    public static ServerProcess StartOn(string data, params string[] args) =>
        new(data, null, new Dictionary<string, string>(), [.. FreePorts, .. args]);

    private static string[] FreePorts =>
    [
        "--Observe:Server:Url=http://127.0.0.1:0",
        "--Observe:Collector:GrpcUrl=http://127.0.0.1:0",
        "--Observe:Collector:HttpUrl=http://127.0.0.1:0",
    ];

    /// <summary>The address behind <c>listening NAME</c>; fails when the process ends first.</summary>
    /// <param name="patience">A minute when nothing is said.</param>
    public async Task<Uri> ListeningAsync(string name, TimeSpan? patience = null)
    {
        var address = Address(name).Task;
        using var limit = new CancellationTokenSource(patience ?? Patience);
        var first = await Task.WhenAny(address, _process.WaitForExitAsync(), Task.Delay(Timeout.Infinite, limit.Token));
        if (first.IsCanceled)
        {
            Assert.Fail($"The server did not listen for {name} within {(patience ?? Patience).TotalSeconds} s:\n{Output}");
        }
        if (first != address)
        {
            await _reading;
            Assert.Fail($"The server ended before it listened for {name}:\n{Output}");
        }
        return await address;
    }

    /// <summary>What stands behind the text in the first line that has it; fails when the process ends first, or no such line comes in time.</summary>
    public async Task<string> SaysAsync(string text)
    {
        using var limit = new CancellationTokenSource(Patience);
        while (true)
        {
            var next = Volatile.Read(ref _line).Task;
            if (_lines.FirstOrDefault(line => line.Contains(text, StringComparison.Ordinal)) is { } found)
            {
                return found[(found.IndexOf(text, StringComparison.Ordinal) + text.Length)..];
            }
            if (limit.IsCancellationRequested || _process.HasExited)
            {
                Assert.Fail($"The server did not say '{text}':\n{Output}");
            }
            await Task.WhenAny(next, _process.WaitForExitAsync(limit.Token));
        }
    }

    /// <summary>Sends a signal by its name and answers the exit code, or fails when there is none in time.</summary>
    public async Task<int> EndAsync(string signal, TimeSpan limit)
    {
        using var kill = Process.Start("kill", [$"-{signal}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        return await ExitAsync(limit);
    }

    public async Task<int> ExitAsync(TimeSpan limit)
    {
        await _process.WaitForExitAsync().WaitAsync(limit);
        await _reading.WaitAsync(limit);
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            await _process.WaitForExitAsync();
        }
        _process.Dispose();
        _ownData?.Delete(recursive: true);
    }

    private TaskCompletionSource<Uri> Address(string name) =>
        _addresses.GetOrAdd(name, _ => new(TaskCreationOptions.RunContinuationsAsynchronously));

    private async Task ReadAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Enqueue(line);
            Interlocked.Exchange(ref _line, new(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();
            if (line.Trim('\r').Split(' ') is ["listening", var name, var url])
            {
                Address(name).TrySetResult(new Uri(url));
            }
        }
    }
}

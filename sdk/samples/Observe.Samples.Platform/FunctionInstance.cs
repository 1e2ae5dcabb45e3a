using System.Diagnostics;
using System.Globalization;
using Observe.Samples.Platform.Lambda;

namespace Observe.Samples.Platform;

/// <summary>
/// One execution environment: a process. A web server ends when its standard input closes, which also happens when the platform is killed; what asks
/// the platform for events ends by SIGTERM, or when the platform does not answer any more.
/// </summary>
internal sealed class FunctionInstance : IAsyncDisposable
{
    private const string Ready = "ready ";
    private const string PeakMemory = "VmHWM:";
    private const long BytesPerKilobyte = 1_024;

    /// <summary>A runtime that ends in a stack overflow names its reason, and then tens of thousands of frames.</summary>
    private const int MostLines = 20;

    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly Freezer? _freezer;
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private bool _isStarted;
    private bool _hasBegun;
    private bool _isEnding;
    private int _lines;

    private FunctionInstance(string name, FunctionProgram program, Process process, bool isProvisioned, RuntimeEndpoint? runtime, Freezer? freezer) =>
        (Name, Program, _process, IsProvisioned, Runtime, _freezer) = (name, program, process, isProvisioned, runtime, freezer);

    /// <summary>By which the function, too, calls itself.</summary>
    public string Name { get; }

    /// <summary>What it runs for as long as it lives, whatever is deployed meanwhile.</summary>
    public FunctionProgram Program { get; }

    /// <summary>Started ahead of the first request; it does not end while the platform runs.</summary>
    public bool IsProvisioned { get; }

    public DateTimeOffset StartedAt { get; private set; }

    /// <summary>From the start of the process until it was ready.</summary>
    public TimeSpan Initialisation { get; private set; }

    /// <summary>Of a web server.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>Where it asks for events; null for a web server.</summary>
    public RuntimeEndpoint? Runtime { get; }

    public long IdleSince { get; set; }

    /// <summary>It can serve no more.</summary>
    public bool HasEnded => _isEnding || _process.HasExited;

    /// <summary>Null while the process is there.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>The real cold start: process, runtime, the function's own set-up.</summary>
    /// <param name="freezer">Null for the instances of web servers, which are not frozen.</param>
    /// <param name="wrote">Takes the first lines that the function writes to its error stream.</param>
    public static async Task<FunctionInstance> StartAsync(
        FunctionProgram program, bool isProvisioned, Freezer? freezer, Action<FunctionInstance, string> wrote, TimeProvider time,
        CancellationToken cancellation)
    {
        var name = $"{time.GetUtcNow():yyyy'/'MM'/'dd}/[{program.Version}]{Guid.NewGuid():N}";
        var runtime = program.Shape == FunctionShape.LambdaRuntime ? await RuntimeEndpoint.StartAsync(program, time) : null;
        var process = new Process { StartInfo = program.StartInfo(name, isProvisioned, runtime?.Address), EnableRaisingEvents = true };
        var instance = new FunctionInstance(name, program, process, isProvisioned, runtime, freezer);
        try
        {
            await instance.StartAsync(wrote, time, cancellation);
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
    }

    /// <summary>True the first time.</summary>
    public bool BeginFirst() => !_hasBegun && (_hasBegun = true);

    /// <summary>The most that it has had in memory since its start, as the kernel knows it; 0 when it has ended.</summary>
    public long PeakMemoryBytes()
    {
        try
        {
            var line = File.ReadLines($"/proc/{_process.Id}/status").FirstOrDefault(text => text.StartsWith(PeakMemory, StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line[PeakMemory.Length..].Split('k')[0], CultureInfo.InvariantCulture) * BytesPerKilobyte;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    /// <summary>What the platform said of it and it was never told, when it has ended.</summary>
    public IReadOnlyList<byte[]> Undelivered { get; private set; } = [];

    /// <summary>It gets no processor time until it is thawed.</summary>
    public async Task FreezeAsync()
    {
        await (Runtime?.Extensions.Telemetry?.FreezeAsync() ?? Task.CompletedTask);
        _freezer?.Freeze(_process);
    }

    public void Thaw()
    {
        _freezer?.Thaw(_process);
        Runtime?.Extensions.Telemetry?.Thaw();
    }

    /// <summary>Ends it at once, whatever it does.</summary>
    public void Kill() => _process.Kill();

    /// <summary>Comes back when it has ended and all that it wrote has been read; one that does not end in time is killed.</summary>
    public async Task EndAsync()
    {
        _isEnding = true;
        _process.StandardInput.Close();
        await AnnounceAsync();
        using var limit = new CancellationTokenSource(EndLimit);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            _process.Kill(entireProcessTree: true);
        }
        if (Runtime?.Extensions.Telemetry is { } telemetry)
        {
            Undelivered = [.. Undelivered, .. await telemetry.EndAsync()];
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_isStarted)
        {
            await EndAsync();
        }
        _process.Dispose();
        if (Runtime is not null)
        {
            await Runtime.DisposeAsync();
        }
    }

    /// <summary>Lambda tells its end to a process with an extension only; another one is killed.</summary>
    private async Task AnnounceAsync()
    {
        if (Runtime is null)
        {
            return;
        }
        Thaw();
        if (Runtime.Extensions.Telemetry is { } telemetry && !_process.HasExited)
        {
            await telemetry.FlushAsync();
        }
        if (Runtime.Extensions.Any)
        {
            _freezer!.Terminate(_process);
        }
        else if (!_process.HasExited)
        {
            _process.Kill();
        }
    }

    private async Task StartAsync(Action<FunctionInstance, string> wrote, TimeProvider time, CancellationToken cancellation)
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        // Read to the end, however long: a process whose error stream is full hangs instead of dying.
        _process.ErrorDataReceived += (_, line) => Write(line.Data, wrote);
        _process.Exited += (_, _) => FailToStart();
        StartedAt = time.GetUtcNow();
        var begun = time.GetTimestamp();
        _isStarted = _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (Runtime is null)
        {
            Address = await _ready.Task.WaitAsync(StartLimit, time, cancellation);
        }
        else
        {
            await Runtime.WhenIdleAsync().WaitAsync(StartLimit, time, cancellation);
        }
        Initialisation = time.GetElapsedTime(begun);
        if (IsProvisioned)
        {
            await FreezeAsync();
        }
    }

    private void FailToStart()
    {
        var why = new FunctionStartException(new InvocationError("Runtime.ExitError", "The function ended before it was ready, or under an invocation."));
        _ready.TrySetException(why);
        Runtime?.End(why);
    }

    private void Read(string? line)
    {
        if (line is not null && line.StartsWith(Ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult(new Uri(line[Ready.Length..]));
        }
    }

    private void Write(string? line, Action<FunctionInstance, string> wrote)
    {
        if (!string.IsNullOrEmpty(line) && _lines <= MostLines)
        {
            wrote(this, _lines++ < MostLines ? line : "(what follows is not kept)");
        }
    }
}

using System.Diagnostics;

namespace Observe.Samples.Platform;

/// <summary>
/// One execution environment: a process. It ends when its standard input closes, which also happens when the platform
/// is killed.
/// </summary>
internal sealed class FunctionInstance : IAsyncDisposable
{
    private const string Ready = "ready ";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FunctionInstance(Process process, bool isProvisioned) => (_process, IsProvisioned) = (process, isProvisioned);

    /// <summary>Started ahead of the first request; it does not end while the platform runs.</summary>
    public bool IsProvisioned { get; }

    public Uri Address { get; private set; } = null!;

    public long IdleSince { get; set; }

    public bool HasExited => _process.HasExited;

    /// <summary>The real cold start: process, runtime, the function's own set-up.</summary>
    public static async Task<FunctionInstance> StartAsync(
        FunctionProgram program, bool isProvisioned, TimeProvider time, CancellationToken cancellation)
    {
        var instance = new FunctionInstance(
            new Process { StartInfo = program.StartInfo(isProvisioned), EnableRaisingEvents = true }, isProvisioned);
        try
        {
            await instance.StartAsync(time, cancellation);
            return instance;
        }
        catch
        {
            await instance.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (Started)
        {
            _process.StandardInput.Close();
            using var limit = new CancellationTokenSource(EndLimit);
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }
        _process.Dispose();
    }

    private bool Started { get; set; }

    private async Task StartAsync(TimeProvider time, CancellationToken cancellation)
    {
        _process.OutputDataReceived += (_, line) => Read(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("The function ended before it was ready."));
        Started = _process.Start();
        _process.BeginOutputReadLine();
        Address = await _ready.Task.WaitAsync(StartLimit, time, cancellation);
    }

    private void Read(string? line)
    {
        if (line is not null && line.StartsWith(Ready, StringComparison.Ordinal))
        {
            _ready.TrySetResult(new Uri(line[Ready.Length..]));
        }
    }
}

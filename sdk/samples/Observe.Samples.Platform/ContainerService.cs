using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Observe.Samples.Platform;

/// <summary>
/// A service that is always there, as one in a container is: one process at one address. When it dies it is started again; it ends when the platform does.
/// </summary>
internal sealed class ContainerService : IAsyncDisposable
{
    private const string Ready = "ready";
    private static readonly TimeSpan StartLimit = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(5);

    /// <summary>One that cannot begin does not keep the machine busy.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly string _name;
    private readonly Func<ProcessStartInfo> _program;
    private readonly TimeProvider _time;
    private Process? _process;

    private ContainerService(string name, Func<ProcessStartInfo> program, Uri address, TimeProvider time) =>
        (_name, _program, Address, _time) = (name, program, address, time);

    public Uri Address { get; }

    /// <param name="collector">What it sends to: the stock variables of OpenTelemetry are all that it knows.</param>
    /// <param name="attributes">Of its resource, in the form of OTEL_RESOURCE_ATTRIBUTES.</param>
    public static ContainerService Of(string name, string assembly, string folder, Collector collector, string attributes, TimeProvider time)
    {
        var address = FreeAddress();
        return new ContainerService(name, () => Program(name, assembly, folder, collector, attributes, address), address, time);
    }

    /// <summary>Comes back when it listens.</summary>
    /// <exception cref="InvalidOperationException">It ended before.</exception>
    public async Task StartAsync()
    {
        var process = new Process { StartInfo = _program(), EnableRaisingEvents = true };
        var ready = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        process.OutputDataReceived += (_, line) =>
        {
            if (line.Data == Ready)
            {
                ready.TrySetResult();
            }
        };
        process.ErrorDataReceived += (_, line) =>
        {
            if (!string.IsNullOrEmpty(line.Data))
            {
                Console.Error.WriteLine($"{_name}: {line.Data}");
            }
        };
        process.Exited += (_, _) => ready.TrySetException(new InvalidOperationException($"{_name} ended before it was there."));
        _process?.Dispose();
        _process = process;
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        await ready.Task.WaitAsync(StartLimit, _time);
    }

    /// <summary>Starts it again whenever it has ended. Comes back when it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (true)
        {
            await _process!.WaitForExitAsync(cancellation);
            Console.WriteLine($"{_name} ended with {_process.ExitCode} and is started again");
            try
            {
                await StartAsync();
            }
            catch (Exception exception) when (exception is InvalidOperationException or TimeoutException)
            {
                await Console.Error.WriteLineAsync(exception.Message);
                await Task.Delay(Pause, _time, cancellation);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is not { } process)
        {
            return;
        }
        process.StandardInput.Close();
        using var limit = new CancellationTokenSource(EndLimit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill();
        }
        process.Dispose();
    }

    private static ProcessStartInfo Program(string name, string assembly, string folder, Collector collector, string attributes, Uri address)
    {
        // A container gets a new id whenever it is started.
        var container = Convert.ToHexStringLower([.. Guid.NewGuid().ToByteArray(), .. Guid.NewGuid().ToByteArray()]);
        return ProgramFile.Start(folder, assembly, new Dictionary<string, string>
        {
            ["ASPNETCORE_URLS"] = address.AbsoluteUri,
            ["OTEL_SERVICE_NAME"] = name,
            ["OTEL_RESOURCE_ATTRIBUTES"] = $"{attributes},service.version=1,service.instance.id={container[..12]},container.id={container},container.name={name}",
            ["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.Address.AbsoluteUri,
            ["OTEL_EXPORTER_OTLP_PROTOCOL"] = "http/protobuf",
            ["OTEL_EXPORTER_OTLP_HEADERS"] = collector.Key is { } key ? $"x-api-key={Uri.EscapeDataString(key)}" : "",
            ["OTEL_BSP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_BLRP_SCHEDULE_DELAY"] = "1000",
            ["OTEL_METRIC_EXPORT_INTERVAL"] = "10000",
        });
    }

    /// <summary>It keeps its port when it is started again, so the platform chooses one.</summary>
    private static Uri FreeAddress()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return new Uri($"http://{listener.LocalEndpoint}/");
    }
}

/// <summary>Where telemetry goes.</summary>
/// <param name="Address">OTLP over HTTP.</param>
/// <param name="Key">Null where none is needed.</param>
internal sealed record Collector(Uri Address, string? Key);

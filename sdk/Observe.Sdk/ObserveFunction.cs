using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Observe.Sdk.Export;
using Observe.Sdk.Invocations;
using Observe.Sdk.Platforms;
using Serilog;
using ILogger = Serilog.ILogger;

namespace Observe.Sdk;

/// <summary>
/// What a function adds to be seen in Observe: started once with the process, wrapped around each invocation.
/// Invocations may run at the same time.
/// </summary>
public sealed class ObserveFunction : IDisposable, IAsyncDisposable
{
    /// <summary>The name of the activity source and of the meter of this library.</summary>
    public const string SourceName = "Observe.Sdk";

    /// <summary>Kept back from the time that an invocation has left, for the platform's own end of it.</summary>
    private static readonly TimeSpan DeadlineMargin = TimeSpan.FromMilliseconds(50);

    private readonly ActivitySource _source = new(SourceName);
    private readonly ObserveOptions _options;
    private readonly TimeProvider _time;
    private readonly TelemetryExport _export;
    private readonly InvocationSpan _span;
    private readonly StartRecord _startRecord;
    private readonly ColdStart _coldStart;
    private int _disposed;

    private ObserveFunction(ObserveOptions options, FunctionPlatform platform, ColdStart coldStart, TimeProvider time)
    {
        _options = options;
        _time = time;
        _coldStart = coldStart;
        var identity = FunctionIdentity.From(options, platform);
        Identity = identity;
        FunctionName = identity.Name;
        _export = new TelemetryExport(options, identity.Describe(platform), _source, time);
        _span = new InvocationSpan(_source, identity, platform, coldStart);
        _startRecord = new StartRecord(LoggerFactory.CreateLogger(SourceName), identity);

        var logging = new LoggerConfiguration().Enrich.FromLogContext().WriteTo.Observe(this);
        options.ConfigureLogging?.Invoke(logging);
        Logger = logging.CreateLogger();
        coldStart.MarkReady();
    }

    /// <summary>Structured logs, bound to the invocation and the span in which they are written.</summary>
    public ILogger Logger { get; }

    /// <summary>The same way out for code that logs through Microsoft.Extensions.Logging.</summary>
    public ILoggerFactory LoggerFactory => _export.LoggerFactory;

    /// <summary><c>faas.name</c> of this function.</summary>
    public string FunctionName { get; }

    /// <summary>What could not be delivered so far. It is also reported with the next invocation that gets through.</summary>
    public DroppedTelemetry Dropped => _export.Dropped;

    /// <summary>How many secrets were taken out of what was sent so far, by their kind (<see cref="ObserveOptions.Redaction"/>). A request that is sent again counts again.</summary>
    public IReadOnlyDictionary<string, long> Redacted => _export.Redacted;

    internal FunctionIdentity Identity { get; }

    internal ObserveOptions Options => _options;

    internal TelemetryExport Export => _export;

    /// <summary>Starts to observe the function. Call it once, first thing in the process.</summary>
    /// <param name="configure">Changes the defaults.</param>
    /// <returns>The started function; disposing it sends what is left.</returns>
    public static ObserveFunction Start(Action<ObserveOptions>? configure = null) =>
        Start(configure, Environment.GetEnvironmentVariable, ColdStart.OfThisProcess, TimeProvider.System);

    internal static ObserveFunction Start(
        Action<ObserveOptions>? configure, Func<string, string?> variable, ColdStart coldStart, TimeProvider time)
    {
        var options = new ObserveOptions();
        configure?.Invoke(options);
        options.Validate();
        return new ObserveFunction(options, FunctionPlatform.Detect(variable), coldStart, time);
    }

    /// <summary>Runs one invocation inside its span. An exception is recorded and thrown on.</summary>
    /// <param name="invocation">What the platform tells about it.</param>
    /// <param name="work">The function's own work.</param>
    /// <returns>A task that ends when the work has ended and its telemetry was sent or the flush timeout has passed.</returns>
    public Task InvokeAsync(FunctionInvocation invocation, Func<Task> work)
    {
        ArgumentNullException.ThrowIfNull(work);
        return InvokeAsync<object?>(invocation, async () =>
        {
            await work().ConfigureAwait(false);
            return null;
        });
    }

    /// <summary>Runs one invocation inside its span. An exception is recorded and thrown on.</summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="invocation">What the platform tells about it.</param>
    /// <param name="work">The function's own work.</param>
    /// <returns>The result of the work, when its telemetry was sent or the flush timeout has passed.</returns>
    public async Task<T> InvokeAsync<T>(FunctionInvocation invocation, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        var deadline = Deadline(invocation);
        try
        {
            return await RunAsync(invocation with { Deadline = deadline }, work).ConfigureAwait(false);
        }
        finally
        {
            await FlushAsync(deadline).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The same without the flush, for platforms on which the answer leaves after the work: answer, then call <see cref="FlushAsync(DateTimeOffset?)"/>,
    /// then tell the platform that it may stop the process. An exception is recorded and thrown on.
    /// </summary>
    /// <typeparam name="T">What the work gives.</typeparam>
    /// <param name="invocation">What the platform tells about it.</param>
    /// <param name="work">The function's own work.</param>
    /// <returns>The result of the work; its telemetry waits.</returns>
    public async Task<T> RunAsync<T>(FunctionInvocation invocation, Func<Task<T>> work)
    {
        ArgumentNullException.ThrowIfNull(invocation);
        ArgumentNullException.ThrowIfNull(work);
        ObjectDisposedException.ThrowIf(_disposed != 0, this);

        using var span = _span.Begin(invocation);
        _startRecord.Write(invocation, Deadline(invocation), Dropped);
        _export.SendLogsNow();
        try
        {
            return await work().ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            InvocationSpan.Fail(span, exception);
            throw;
        }
    }

    /// <summary>
    /// Says that the function's own set-up is done and it waits for its first invocation: how long initialisation took, and whether anybody waited
    /// for it, is told from here. Without it the end of <see cref="Start(Action{ObserveOptions}?)"/> counts.
    /// </summary>
    public void MarkReady() => _coldStart.MarkReady();

    /// <summary>Sends what waits, at most for the flush timeout.</summary>
    /// <returns>True when all was sent in time.</returns>
    public Task<bool> FlushAsync() => _export.FlushAsync(_options.FlushTimeout);

    /// <summary>Sends what waits, at most for the flush timeout, and not longer than shortly before the platform ends the invocation.</summary>
    /// <param name="deadline">When that is; null when it is not known.</param>
    /// <returns>True when all was sent in time.</returns>
    public Task<bool> FlushAsync(DateTimeOffset? deadline) => _export.FlushAsync(Budget(deadline));

    /// <summary>Sends what is left, at most for the shutdown timeout of each signal.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _disposed, 1) == 0)
        {
            (Logger as IDisposable)?.Dispose();
            _export.Dispose();
            _source.Dispose();
        }
    }

    /// <inheritdoc cref="Dispose"/>
    /// <returns>A task that ends with the shutdown.</returns>
    public ValueTask DisposeAsync() => new(Task.Run(Dispose));

    private DateTimeOffset? Deadline(FunctionInvocation invocation) =>
        invocation.Deadline ?? (_options.Timeout is { } timeout ? _time.GetUtcNow() + timeout : null);

    private TimeSpan Budget(DateTimeOffset? deadline)
    {
        if (deadline is not { } end)
        {
            return _options.FlushTimeout;
        }
        var left = end - _time.GetUtcNow() - DeadlineMargin;
        return left < _options.FlushTimeout ? left : _options.FlushTimeout;
    }
}

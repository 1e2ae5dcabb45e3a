namespace Observe.Samples.Platform;

/// <summary>What the platform says of the instances of one function, in the records of the Lambda Telemetry API.</summary>
/// <param name="telemetry">Null when nobody is to be told.</param>
internal sealed class FunctionReporter(PlatformTelemetry? telemetry, FunctionProgram program, TimeProvider time)
{
    private readonly string _sender = Sender(program);

    public void Initialised(FunctionInstance instance)
    {
        var initializationType = instance.IsProvisioned ? "provisioned-concurrency" : "on-demand";
        Add(instance.Name, instance.StartedAt, "platform.initStart", new
        {
            initializationType,
            phase = "init",
            functionName = program.Name,
            functionVersion = FunctionProgram.Version,
        });
        Add(instance.Name, instance.StartedAt + instance.Initialisation, "platform.initReport", new
        {
            initializationType,
            phase = "init",
            status = "success",
            metrics = new { durationMs = Milliseconds(instance.Initialisation) },
        });
    }

    /// <summary>A line of the function's own.</summary>
    public void Wrote(string instance, string line) => Add(instance, time.GetUtcNow(), "function", line);

    public void Started(Invocation invocation) => Add(invocation.Instance.Name, invocation.Begun, "platform.start", new
    {
        requestId = invocation.RequestId,
        version = FunctionProgram.Version,
        tracing = Tracing(invocation),
    });

    /// <param name="error">Null when the function answered.</param>
    /// <param name="peakBytes">The most memory that the instance has used.</param>
    public void Ended(Invocation invocation, InvocationEnd end, InvocationError? error, TimeSpan duration, long peakBytes)
    {
        var at = time.GetUtcNow();
        var (instance, requestId) = (invocation.Instance, invocation.RequestId);
        var status = end switch
        {
            InvocationEnd.Answered => "success",
            InvocationEnd.Timeout => "timeout",
            _ => "error",
        };
        // The status says it of a timeout.
        var errorType = end == InvocationEnd.Timeout ? null : error?.ErrorType;
        if (error is not null)
        {
            Add(instance.Name, at, "function", error.ErrorMessage);
        }
        var tracing = Tracing(invocation);
        var metrics = new { durationMs = Milliseconds(duration) };
        Add(instance.Name, at, "platform.runtimeDone", new { requestId, status, errorType, metrics, tracing });
        // Initialisation on demand is billed with the invocation that it was for.
        var initialisation = invocation.IsFirst && !instance.IsProvisioned ? instance.Initialisation : (TimeSpan?)null;
        Add(instance.Name, at, "platform.report", new
        {
            requestId,
            status,
            errorType,
            metrics = new
            {
                durationMs = Milliseconds(duration),
                billedDurationMs = (long)Math.Ceiling((duration + (initialisation ?? TimeSpan.Zero)).TotalMilliseconds),
                initDurationMs = initialisation is { } wait ? Milliseconds(wait) : (double?)null,
                memorySizeMB = program.MemoryBytes / FunctionProgram.BytesPerMegabyte,
                maxMemoryUsedMB = (long)Math.Ceiling((double)Math.Min(peakBytes, program.MemoryBytes) / FunctionProgram.BytesPerMegabyte),
            },
            tracing,
        });
    }

    private static double Milliseconds(TimeSpan time) => Math.Round(time.TotalMilliseconds, 3);

    private static object? Tracing(Invocation invocation) =>
        invocation.Trace is { } value ? new { type = "X-Amzn-Trace-Id", value } : null;

    private void Add(string instance, DateTimeOffset at, string type, object record) =>
        telemetry?.Add(_sender, $"&instance={Uri.EscapeDataString(instance)}", at, type, record);

    /// <summary>The part of the address that names the function, so that its records and its spans are of the same one.</summary>
    private static string Sender(FunctionProgram program)
    {
        var given = program.Environment.GetValueOrDefault("OTEL_RESOURCE_ATTRIBUTES", "");
        var resource = $"{given},cloud.provider=aws,cloud.platform=aws_lambda,cloud.region={FunctionProgram.Region}";
        return $"?function={Uri.EscapeDataString(program.Name)}&version={FunctionProgram.Version}&resource={Uri.EscapeDataString(resource)}";
    }
}

namespace Observe.Samples.Platform;

/// <summary>
/// What the platform says of instances of functions, in the records of the Lambda Telemetry API. An instance that subscribed to them tells them itself; of the
/// others, and what an instance could not be told because it died, an extension beside it would tell, which is what this does.
/// </summary>
/// <param name="telemetry">Null when nobody is to be told.</param>
internal sealed class FunctionReporter(PlatformTelemetry? telemetry, TimeProvider time)
{
    public void Initialised(FunctionInstance instance)
    {
        var initializationType = instance.IsProvisioned ? "provisioned-concurrency" : "on-demand";
        Add(instance, instance.StartedAt, "platform.initStart", new
        {
            initializationType,
            phase = "init",
            functionName = instance.Program.Name,
            functionVersion = instance.Program.Version,
        });
        Add(instance, instance.StartedAt + instance.Initialisation, "platform.initReport", new
        {
            initializationType,
            phase = "init",
            status = "success",
            metrics = new { durationMs = Milliseconds(instance.Initialisation) },
        });
    }

    /// <summary>A line of the function's own.</summary>
    public void Wrote(FunctionInstance instance, string line) => Add(instance, time.GetUtcNow(), "function", line);

    public void Started(Invocation invocation) => Add(invocation.Instance, invocation.Begun, "platform.start", new
    {
        requestId = invocation.RequestId,
        version = invocation.Instance.Program.Version,
        tracing = Tracing(invocation),
    });

    /// <param name="error">Null when the function answered well.</param>
    /// <param name="peakBytes">The most memory that the instance has used.</param>
    public void Ended(Invocation invocation, InvocationEnd end, InvocationError? error, TimeSpan duration, long peakBytes)
    {
        var at = time.GetUtcNow();
        var (instance, program, requestId) = (invocation.Instance, invocation.Instance.Program, invocation.RequestId);
        var status = end switch
        {
            // It answered, and said that it failed.
            InvocationEnd.Answered => error is null ? "success" : "failure",
            InvocationEnd.Timeout => "timeout",
            _ => "error",
        };
        // The status says it of a timeout.
        var errorType = end == InvocationEnd.Timeout ? null : error?.ErrorType;
        if (error is not null && end != InvocationEnd.Answered)
        {
            Add(instance, at, "function", error.ErrorMessage);
        }
        var tracing = Tracing(invocation);
        var metrics = new { durationMs = Milliseconds(duration) };
        Add(instance, at, "platform.runtimeDone", new { requestId, status, errorType, metrics, tracing });
        // Initialisation on demand is billed with the invocation that it was for.
        var initialisation = invocation.IsFirst && !instance.IsProvisioned ? instance.Initialisation : (TimeSpan?)null;
        Add(instance, at, "platform.report", new
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

    /// <summary>The instance has ended.</summary>
    /// <param name="records">What it was never told.</param>
    public void Undelivered(FunctionInstance instance, IReadOnlyList<byte[]> records)
    {
        foreach (var record in records)
        {
            Send(instance, record);
        }
    }

    private void Add(FunctionInstance instance, DateTimeOffset at, string type, object record)
    {
        var bytes = PlatformTelemetry.Serialize(at, type, record);
        if (instance.Runtime?.Extensions.Telemetry?.TryAdd(type, bytes) is not true)
        {
            Send(instance, bytes);
        }
    }

    private void Send(FunctionInstance instance, byte[] record) =>
        telemetry?.Add(Sender(instance.Program), $"&instance={Uri.EscapeDataString(instance.Name)}", record);

    /// <summary>The part of the address that names the function and its version, so that its records and its spans are of the same one.</summary>
    private static string Sender(FunctionProgram program)
    {
        var given = program.Environment.GetValueOrDefault("OTEL_RESOURCE_ATTRIBUTES", "");
        var resource = $"{given},cloud.provider=aws,cloud.platform=aws_lambda,cloud.region={FunctionProgram.Region}";
        // Only at the Runtime API a function learns its account.
        resource += program.Shape == FunctionShape.LambdaRuntime ? $",cloud.account.id={FunctionProgram.Account}" : "";
        return $"?function={Uri.EscapeDataString(program.Name)}&version={program.Version}&resource={Uri.EscapeDataString(resource)}";
    }
}

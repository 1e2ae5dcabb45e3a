using System.Globalization;
using System.Threading.Channels;
using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform.Lambda;

/// <summary>
/// What one instance of a function in the shape of Lambda talks to: the Runtime API of 2018-06-01, with the interfaces of its extensions beside it. It knows when
/// the instance is idle: the runtime and all extensions have asked for what comes next.
/// </summary>
internal sealed class RuntimeEndpoint : IAsyncDisposable
{
    private const string RuntimePath = "/2018-06-01/runtime/";

    /// <summary>Bytes of an answer: 6 MiB and a little.</summary>
    private const int LargestAnswer = 6 * 1_048_576 + 100;

    private readonly FunctionProgram _program;
    private readonly Lock _lock = new();
    private readonly Channel<RuntimeRequest> _requests = Channel.CreateUnbounded<RuntimeRequest>();
    private readonly Dictionary<string, TaskCompletionSource<FunctionAnswer>> _underWay = new(StringComparer.Ordinal);
    private TaskCompletionSource _idle = Signal();
    private Loopback _loopback = null!;
    private Exception? _ended;
    private bool _isInitialised;
    private int _waiting;

    private RuntimeEndpoint(FunctionProgram program, TimeProvider time)
    {
        _program = program;
        Extensions = new ExtensionsEndpoint(program, () => _isInitialised, LookIfIdle, time);
    }

    /// <summary>Host and port, as the variable AWS_LAMBDA_RUNTIME_API has it.</summary>
    public string Address => _loopback.Address.Authority;

    public ExtensionsEndpoint Extensions { get; }

    public static async Task<RuntimeEndpoint> StartAsync(FunctionProgram program, TimeProvider time)
    {
        var endpoint = new RuntimeEndpoint(program, time);
        endpoint._loopback = await Loopback.StartAsync(endpoint.ServeAsync);
        return endpoint;
    }

    /// <summary>Ends when the function answered, which is before it is idle again; fails when its process ended.</summary>
    public Task<FunctionAnswer> InvokeAsync(RuntimeRequest request)
    {
        var answer = new TaskCompletionSource<FunctionAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_lock)
        {
            if (_ended is not null)
            {
                return Task.FromException<FunctionAnswer>(_ended);
            }
            _underWay.Add(request.RequestId, answer);
            _idle = _idle.Task.IsCompleted ? Signal() : _idle;
        }
        _requests.Writer.TryWrite(request);
        return answer.Task;
    }

    /// <summary>Ends when the instance waits for work; the first time that is the end of its initialisation. Fails when it cannot any more.</summary>
    public Task WhenIdleAsync()
    {
        lock (_lock)
        {
            return _idle.Task;
        }
    }

    /// <summary>The process is gone, or told that it cannot begin: nobody waits for it any longer.</summary>
    public void End(Exception why)
    {
        lock (_lock)
        {
            _ended ??= why;
            _idle.TrySetException(_ended);
            foreach (var answer in _underWay.Values)
            {
                answer.TrySetException(_ended);
            }
            _underWay.Clear();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _loopback.DisposeAsync();
        Extensions.Dispose();
    }

    private Task ServeAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value ?? "";
        return (request.Method, path) switch
        {
            ("GET", RuntimePath + "invocation/next") => NextAsync(context),
            ("POST", RuntimePath + "init/error") => RefuseAsync(context),
            ("POST", _) when path.StartsWith(RuntimePath + "invocation/", StringComparison.Ordinal) => EndAsync(context, path.Split('/')),
            _ => Extensions.ServeAsync(context),
        };
    }

    private async Task NextAsync(HttpContext context)
    {
        lock (_lock)
        {
            _waiting++;
        }
        LookIfIdle();
        RuntimeRequest next;
        try
        {
            next = await _requests.Reader.ReadAsync(context.RequestAborted);
        }
        catch (OperationCanceledException)
        {
            // The instance went away.
            return;
        }
        finally
        {
            lock (_lock)
            {
                _waiting--;
            }
        }
        var headers = context.Response.Headers;
        headers["Lambda-Runtime-Aws-Request-Id"] = next.RequestId;
        headers["Lambda-Runtime-Deadline-Ms"] = next.Deadline.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        headers["Lambda-Runtime-Invoked-Function-Arn"] = _program.Arn;
        headers["Lambda-Runtime-Trace-Id"] = next.TraceHeader;
        context.Response.ContentType = "application/json";
        await context.Response.Body.WriteAsync(next.Payload, context.RequestAborted);
    }

    /// <summary>Of <c>/2018-06-01/runtime/invocation/ID/response</c> or <c>error</c>.</summary>
    private async Task EndAsync(HttpContext context, string[] path)
    {
        if (path is not [_, _, _, _, var id, "response" or "error"])
        {
            await JsonAnswer.WriteAsync(context, StatusCodes.Status404NotFound, "{}");
            return;
        }
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        if (path[^1] == "response" && body.Length > LargestAnswer)
        {
            await JsonAnswer.WriteAsync(context, StatusCodes.Status413PayloadTooLarge, """{"errorType":"RequestEntityTooLarge"}""");
            return;
        }
        TaskCompletionSource<FunctionAnswer>? answer;
        lock (_lock)
        {
            _underWay.Remove(id, out answer);
        }
        if (answer is null)
        {
            await JsonAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, """{"errorType":"InvalidRequestID"}""");
            return;
        }
        answer.TrySetResult(new FunctionAnswer(body.ToArray(), path[^1] == "error" ? InvocationError.Read(body.ToArray()) : null));
        await JsonAnswer.WriteAsync(context, StatusCodes.Status202Accepted, """{"status":"OK"}""");
    }

    private async Task RefuseAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status202Accepted, """{"status":"OK"}""");
        End(new FunctionStartException(InvocationError.Read(body.ToArray())));
    }

    private void LookIfIdle()
    {
        var allWait = Extensions.AllWait;
        lock (_lock)
        {
            if (_underWay.Count == 0 && _waiting > 0 && allWait)
            {
                _isInitialised = true;
                _idle.TrySetResult();
            }
        }
    }

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>An event for a function.</summary>
/// <param name="TraceHeader">As X-Ray writes it.</param>
internal sealed record RuntimeRequest(string RequestId, ReadOnlyMemory<byte> Payload, DateTimeOffset Deadline, string? TraceHeader);

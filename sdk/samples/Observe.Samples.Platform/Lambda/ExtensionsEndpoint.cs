using System.Text.Json;
using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform.Lambda;

/// <summary>
/// Of the Extensions API of 2020-01-01 what internal extensions need that ask for no events, and the Telemetry API of 2022-07-01, through which one of them
/// is told what the platform says of the instance.
/// </summary>
/// <param name="isInitialised">Whether it is too late to begin.</param>
/// <param name="changed">Called when an extension has begun to wait.</param>
internal sealed class ExtensionsEndpoint(FunctionProgram program, Func<bool> isInitialised, Action changed, TimeProvider time) : IDisposable
{
    private const string ExtensionPath = "/2020-01-01/extension/";
    private const string TelemetryPath = "/2022-07-01/telemetry";
    private const string ExtensionId = "Lambda-Extension-Identifier";
    private const string AcceptFeature = "Lambda-Extension-Accept-Feature";

    private readonly Lock _lock = new();
    private readonly Dictionary<string, bool> _extensions = new(StringComparer.Ordinal);

    /// <summary>Its end can be announced to the instance.</summary>
    public bool Any
    {
        get
        {
            lock (_lock)
            {
                return _extensions.Count > 0;
            }
        }
    }

    public bool AllWait
    {
        get
        {
            lock (_lock)
            {
                return _extensions.Values.All(waits => waits);
            }
        }
    }

    /// <summary>Null while nobody in the instance asked for it.</summary>
    public TelemetrySubscription? Telemetry { get; private set; }

    public Task ServeAsync(HttpContext context) => (context.Request.Method, context.Request.Path.Value?.TrimEnd('/')) switch
    {
        ("POST", ExtensionPath + "register") => RegisterAsync(context),
        ("GET", ExtensionPath + "event/next") => WaitAsync(context),
        ("PUT", TelemetryPath) => SubscribeAsync(context),
        _ => JsonAnswer.WriteAsync(context, StatusCodes.Status404NotFound, "{}"),
    };

    public void Dispose() => Telemetry?.Dispose();

    private async Task RegisterAsync(HttpContext context)
    {
        using var body = await JsonDocument.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        // Internal extensions may not have SHUTDOWN, and this platform tells of no invocations.
        var isWrong = body.RootElement.TryGetProperty("events", out var events) && events.GetArrayLength() > 0;
        if (isWrong || isInitialised())
        {
            await JsonAnswer.WriteAsync(context, StatusCodes.Status403Forbidden, """{"errorType":"Extension.InvalidExtensionState"}""");
            return;
        }
        var id = Guid.NewGuid().ToString();
        lock (_lock)
        {
            _extensions.Add(id, false);
        }
        context.Response.Headers[ExtensionId] = id;
        var account = context.Request.Headers[AcceptFeature] == "accountId" ? $",\"accountId\":\"{FunctionProgram.Account}\"" : "";
        await JsonAnswer.WriteAsync(
            context, StatusCodes.Status200OK,
            $$"""{"functionName":"{{program.Name}}","functionVersion":"{{program.Version}}","handler":"bootstrap"{{account}}}""");
    }

    /// <summary>Without events there is nothing to tell: it waits until the instance ends.</summary>
    private async Task WaitAsync(HttpContext context)
    {
        var id = context.Request.Headers[ExtensionId].ToString();
        if (!IsKnown(id))
        {
            await RefuseAsync(context);
            return;
        }
        lock (_lock)
        {
            _extensions[id] = true;
        }
        changed();
        await Task.Delay(Timeout.Infinite, context.RequestAborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task SubscribeAsync(HttpContext context)
    {
        if (!IsKnown(context.Request.Headers[ExtensionId].ToString()) || isInitialised())
        {
            await RefuseAsync(context);
            return;
        }
        if (await TelemetryRequest.ReadAsync(context.Request.Body, context.RequestAborted) is not { } request)
        {
            await JsonAnswer.WriteAsync(context, StatusCodes.Status400BadRequest, """{"errorType":"ValidationError"}""");
            return;
        }
        Telemetry ??= new TelemetrySubscription(request, new TelemetryDestination(request.Destination).PostAsync, time);
        await JsonAnswer.WriteAsync(context, StatusCodes.Status200OK, "\"OK\"");
    }

    private bool IsKnown(string id)
    {
        lock (_lock)
        {
            return _extensions.ContainsKey(id);
        }
    }

    private static Task RefuseAsync(HttpContext context) =>
        JsonAnswer.WriteAsync(context, StatusCodes.Status403Forbidden, """{"errorType":"Extension.UnknownExtensionIdentifier"}""");
}

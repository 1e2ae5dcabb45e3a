using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Observe.Sdk;
using Observe.Sdk.AspNetCore;

namespace Observe.Samples.Function;

/// <summary>
/// The contract between a sample function and its platform: the function listens on a free loopback port, says
/// <c>ready URL</c>, serves one request at a time as it is given them, and ends when its standard input closes.
/// </summary>
public static class FunctionServer
{
    public const string InvocationIdHeader = "x-invocation-id";
    public const string DeadlineHeader = "x-invocation-deadline-ms";

    public static async Task RunAsync(ObserveFunction observe, string method, string route, RequestDelegate serve)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var app = builder.Build();
        app.UseObserve(observe, Describe);
        app.UseRouting();
        app.MapMethods(route, [method], serve);
        await app.StartAsync();

        Console.WriteLine($"ready {app.Urls.Single()}");
        await Console.OpenStandardInput().CopyToAsync(Stream.Null);
        await app.StopAsync();
    }

    private static FunctionInvocation Describe(HttpContext context, FunctionInvocation invocation)
    {
        var headers = context.Request.Headers;
        if (headers[InvocationIdHeader] is [{ Length: > 0 } id])
        {
            invocation = invocation with { InvocationId = id };
        }
        return long.TryParse(headers[DeadlineHeader], NumberStyles.None, CultureInfo.InvariantCulture, out var deadline)
            ? invocation with { Deadline = DateTimeOffset.FromUnixTimeMilliseconds(deadline) }
            : invocation;
    }
}

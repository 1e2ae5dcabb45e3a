using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Observe.Sdk.AspNetCore;
using Observe.Sdk.AwsLambda;
using Serilog;

namespace Observe.Sdk.Tests.Readme;

/// <summary>The code of sdk/README.md, in its order, each piece in surroundings in which it compiles. <see cref="ReadmeTests"/> compares them.</summary>
internal static class Snippets
{
    public static async Task LambdaAsync()
    {
        await using var observe = ObserveFunction.Start(o => o.ServiceName = "orders");
        await LambdaLoop.RunAsync(observe, PlaceAsync, ShopJson.Default.Order, ShopJson.Default.Receipt);

        static async Task<Receipt> PlaceAsync(Order order, LambdaInvocation invocation, CancellationToken cancellation)
        {
            await Task.Delay(1, cancellation);
            return new Receipt(order.Id, invocation.RequestId);
        }
    }

    public static async Task LambdaWithSetUpAsync(ObserveFunction observe)
    {
        await LambdaLoop.RunAsync(observe, async cancellation =>
        {
            var table = await OpenTableAsync(cancellation);
            return LambdaHandlers.Streams((input, _, token) => table.AnswerAsync(input, token));
        });
    }

    public static async Task LambdaQueueAsync(ObserveFunction observe)
    {
        await LambdaLoop.RunAsync(observe, LambdaHandlers.SqsMessages(observe, async (message, _, cancellation) =>
        {
            observe.Logger.Information("Order {OrderId}, received {Times} times", message.Body, message.ReceiveCount);
            await ShipAsync(message.Body, cancellation);
        }));
    }

    public static async Task<Receipt> LambdaBootstrapAsync(ObserveFunction observe)
    {
        var lambda = new LambdaRuntimeHandler(observe);
        using var client = new HttpClient(lambda);
        Task<Receipt> HandleAsync(Order order, string awsRequestId) =>
            lambda.InvokeAsync(awsRequestId, () => PlaceAsync(order));

        return await HandleAsync(new Order("o-1"), "r-1");
    }

    public static async Task AspNetCoreAsync(string[] args)
    {
        await using var observe = ObserveFunction.Start(o => o.ServiceName = "orders");
        var app = WebApplication.CreateSlimBuilder(args).Build();
        app.UseObserve(observe);
        app.MapPost("/orders", () => Results.Created());
        await app.RunAsync();
    }

    public static async Task CloudRunAsync(WebApplication app)
    {
        await using var observe = ObserveFunction.Start(o => o.FlushTimeout = TimeSpan.FromMilliseconds(50));
        app.UseObserve(observe, answerFirst: false);
    }

    public static void AzureCustomHandler(WebApplication app, ObserveFunction observe)
    {
        app.UseObserve(observe, (context, invocation) =>
            context.Request.Headers["X-Azure-Functions-InvocationId"] is [{ Length: > 0 } id] ? invocation with { InvocationId = id } : invocation);
    }

    public static async Task AnythingElseAsync()
    {
        await using var observe = ObserveFunction.Start(o => o.ServiceName = "nightly");
        await observe.InvokeAsync(
            new FunctionInvocation { Trigger = FunctionTrigger.Timer, Deadline = DateTimeOffset.MaxValue },
            () => WorkAsync());
    }

    public static void Serilog(ObserveFunction observe)
    {
        Log.Logger = new LoggerConfiguration().Enrich.FromLogContext().WriteTo.Observe(observe).CreateLogger();
    }

    public static async Task MetricsAsync()
    {
        await using var observe = ObserveFunction.Start(o => o.Meters.Add("Shop"));
    }

    public static async Task RedactionAsync()
    {
        await using var observe = ObserveFunction.Start(o =>
        {
            o.Redaction.ExtraKeys.Add("shop.voucher");
            o.Redaction.AllowedKeys.Add("cache.key");
        });
    }

    public static Dictionary<string, string> Message()
    {
        var attributes = new Dictionary<string, string>();
        TraceContext.Inject(attributes.Add);
        return attributes;
    }

    private static Task<Table> OpenTableAsync(CancellationToken cancellation) => Task.FromResult(new Table());

    private static Task ShipAsync(string order, CancellationToken cancellation) => Task.CompletedTask;

    private static Task<Receipt> PlaceAsync(Order order) => Task.FromResult(new Receipt(order.Id, ""));

    private static Task WorkAsync() => Task.CompletedTask;

    private sealed class Table
    {
        private readonly Stream _rows = Stream.Null;

        public async Task<Stream> AnswerAsync(Stream input, CancellationToken cancellation)
        {
            await input.CopyToAsync(_rows, cancellation);
            return _rows;
        }
    }
}

internal sealed record Order(string Id);

internal sealed record Receipt(string Order, string Request);

[JsonSerializable(typeof(Order))]
[JsonSerializable(typeof(Receipt))]
internal sealed partial class ShopJson : JsonSerializerContext;

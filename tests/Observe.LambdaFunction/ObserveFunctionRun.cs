using Observe.Sdk;
using Observe.Sdk.AwsLambda;

namespace Observe.LambdaFunction;

/// <summary>The same two log records; the span, the start record and the flush are the SDK's.</summary>
internal static class ObserveFunctionRun
{
    public static async Task<int> RunAsync()
    {
        await using var observe = ObserveFunction.Start(o => o.ServiceName = "orders");
        var logger = observe.LoggerFactory.CreateLogger("Observe.LambdaFunction");
        await LambdaLoop.RunAsync(observe, async (payload, _, _) =>
        {
            OpenTelemetryFunction.Log.Taken(logger, 1);
            await Work.Task;
            OpenTelemetryFunction.Log.Placed(logger, 1);
            return payload;
        });
        return 0;
    }
}

namespace Observe.LambdaFunction;

/// <summary>As little of a Lambda runtime as there can be.</summary>
internal static class PlainLoop
{
    /// <param name="handle">The function's work.</param>
    /// <param name="flush">After the answer.</param>
    public static async Task<int> RunAsync(Func<Task> handle, Func<Task> flush)
    {
        var api = new Uri($"http://{Environment.GetEnvironmentVariable("AWS_LAMBDA_RUNTIME_API")}/2018-06-01/runtime/invocation/");
        using var http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null, UseProxy = false });
        http.Timeout = Timeout.InfiniteTimeSpan;
        while (true)
        {
            using var next = await http.GetAsync(new Uri(api, "next"));
            var payload = await next.Content.ReadAsByteArrayAsync();
            await handle();
            using var content = new ByteArrayContent(payload);
            using var answer = await http.PostAsync(new Uri(api, $"{next.Headers.GetValues("Lambda-Runtime-Aws-Request-Id").Single()}/response"), content);
            await flush();
        }
    }
}

/// <summary>What each of the functions does: nothing that takes time.</summary>
internal static class Work
{
    public static Task Task => System.Threading.Tasks.Task.CompletedTask;
}

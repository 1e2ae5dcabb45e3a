using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Observe.Sdk.AspNetCore;

/// <summary>Makes each HTTP request an invocation.</summary>
public static class ObserveApplicationBuilder
{
    /// <summary>Runs everything that follows in the pipeline inside an invocation. Put it first.</summary>
    /// <param name="app">The pipeline.</param>
    /// <param name="observe">The started function.</param>
    /// <param name="describe">Adds what only this platform's headers tell, such as the invocation id and the deadline.</param>
    /// <param name="answerFirst">
    /// True: the caller has the whole answer before the telemetry is sent. False, for platforms that stop the processor
    /// with the answer (Cloud Run with request billing): the telemetry is sent before the answer ends.
    /// </param>
    /// <returns>The pipeline.</returns>
    public static IApplicationBuilder UseObserve(
        this IApplicationBuilder app,
        ObserveFunction observe,
        Func<HttpContext, FunctionInvocation, FunctionInvocation>? describe = null,
        bool answerFirst = true)
    {
        ArgumentNullException.ThrowIfNull(app);
        ArgumentNullException.ThrowIfNull(observe);
        return app.Use(next => new RequestInvocation(next, observe, describe, answerFirst).InvokeAsync);
    }
}

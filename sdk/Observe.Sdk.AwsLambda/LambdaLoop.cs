using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Logging;
using Observe.Sdk.AwsLambda.Events;
using Observe.Sdk.AwsLambda.Records;
using Observe.Sdk.AwsLambda.Runtime;

namespace Observe.Sdk.AwsLambda;

/// <summary>
/// The runtime of a function: asks Lambda for an event, runs the handler inside an invocation, answers, sends the telemetry, and only then asks for the
/// next event, which is when Lambda may freeze the process. The caller never waits for telemetry. For <c>provided.al2023</c> and Native AOT;
/// under Amazon's own bootstrap use <see cref="LambdaRuntimeHandler"/>.
/// </summary>
public static partial class LambdaLoop
{
    private const string ApiVariable = "AWS_LAMBDA_RUNTIME_API";
    private const string ConcurrencyVariable = "AWS_LAMBDA_MAX_CONCURRENCY";
    private const string TraceVariable = "_X_AMZN_TRACE_ID";

    /// <summary>More than Lambda allows.</summary>
    private const int MostConcurrency = 1_000;

    /// <summary>Of an invocation; Lambda's own limit is 15 minutes.</summary>
    private static readonly TimeSpan Longest = TimeSpan.FromDays(1);

    /// <summary>Kept back from the time of a handler that listens: for its own end, the answer and the flush.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(300);

    /// <summary>Serves until Lambda ends the environment.</summary>
    /// <param name="observe">The started function. It is not disposed here.</param>
    /// <param name="handler">The function.</param>
    /// <param name="cancellation">Ends the wait for the next event; what is under way is finished.</param>
    /// <returns>A task that ends when Lambda asked the process to end.</returns>
    /// <exception cref="InvalidOperationException">The process was not started by Lambda.</exception>
    /// <exception cref="HttpRequestException">Lambda's interface refused or was not there: the process should end.</exception>
    public static Task RunAsync(ObserveFunction observe, LambdaHandler handler, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(handler);
        return RunAsync(observe, _ => Task.FromResult(handler), cancellation);
    }

    /// <summary>The same for a function with typed JSON.</summary>
    /// <typeparam name="TEvent">What comes in.</typeparam>
    /// <typeparam name="TAnswer">What goes out.</typeparam>
    /// <param name="observe">The started function. It is not disposed here.</param>
    /// <param name="function">The function.</param>
    /// <param name="eventType">Of a <see cref="System.Text.Json.Serialization.JsonSerializerContext"/>.</param>
    /// <param name="answerType">The same of the answer.</param>
    /// <param name="cancellation">Ends the wait for the next event; what is under way is finished.</param>
    /// <returns>A task that ends when Lambda asked the process to end.</returns>
    public static Task RunAsync<TEvent, TAnswer>(
        ObserveFunction observe,
        Func<TEvent, LambdaInvocation, CancellationToken, Task<TAnswer>> function,
        JsonTypeInfo<TEvent> eventType,
        JsonTypeInfo<TAnswer> answerType,
        CancellationToken cancellation = default) =>
        RunAsync(observe, LambdaHandlers.Json(function, eventType, answerType), cancellation);

    /// <summary>The same for a function that has to be set up first.</summary>
    /// <param name="observe">The started function. It is not disposed here.</param>
    /// <param name="initialise">
    /// Sets the function up. An exception is logged, told to Lambda as an initialisation that failed, and thrown on.
    /// </param>
    /// <param name="cancellation">Ends the wait for the next event; what is under way is finished.</param>
    /// <returns>A task that ends when Lambda asked the process to end.</returns>
    public static Task RunAsync(
        ObserveFunction observe, Func<CancellationToken, Task<LambdaHandler>> initialise, CancellationToken cancellation = default) =>
        RunAsync(observe, initialise, Environment.GetEnvironmentVariable, TimeProvider.System, cancellation);

    internal static async Task RunAsync(
        ObserveFunction observe, Func<CancellationToken, Task<LambdaHandler>> initialise, Func<string, string?> variable, TimeProvider time,
        CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(observe);
        ArgumentNullException.ThrowIfNull(initialise);
        using var runtime = new RuntimeClient(variable(ApiVariable) is { Length: > 0 } api
            ? api : throw new InvalidOperationException($"{ApiVariable} is not set: this program is started by AWS Lambda."));
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        // Lambda sends it to processes with an extension, half a second before it kills them.
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, signal =>
        {
            signal.Cancel = true;
            ending.Cancel();
        });
        var logger = observe.LoggerFactory.CreateLogger(typeof(LambdaLoop).FullName!);
        var handler = await InitialiseAsync(runtime, initialise, logger, ending.Token).ConfigureAwait(false);
        var extension = await InternalExtension.RegisterAsync(runtime, logger, ending.Token).ConfigureAwait(false);
        var concurrency = Concurrency(variable);
        using var records = extension is null ? null : RecordSubscription.TryOpen(observe, extension.Account, variable, time);
        var waiting = extension?.WaitAsync(records, concurrency > 1, ending.Token) ?? Task.CompletedTask;
        observe.MarkReady();

        var worker = new Worker(observe, runtime, handler, records, concurrency == 1, time);
        try
        {
            await Task.WhenAll(Enumerable.Range(0, concurrency).Select(_ => worker.RunAsync(ending))).ConfigureAwait(false);
        }
        finally
        {
            await ending.CancelAsync().ConfigureAwait(false);
            await waiting.ConfigureAwait(false);
            await (records?.EndAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        }
    }

    private static async Task<LambdaHandler> InitialiseAsync(
        RuntimeClient runtime, Func<CancellationToken, Task<LambdaHandler>> initialise, ILogger logger, CancellationToken ending)
    {
        try
        {
            return await initialise(ending).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            Log.InitialisationFailed(logger, exception);
            await runtime.FailInitialisationAsync(exception).ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Above one on Lambda Managed Instances only.</summary>
    private static int Concurrency(Func<string, string?> variable) =>
        int.TryParse(variable(ConcurrencyVariable), NumberStyles.None, CultureInfo.InvariantCulture, out var most) ? Math.Clamp(most, 1, MostConcurrency) : 1;

    private sealed class Worker(ObserveFunction observe, RuntimeClient runtime, LambdaHandler handler, RecordSubscription? records, bool isAlone, TimeProvider time)
    {
        /// <summary>One that cannot go on takes the others with it, when they have finished what is under way: half a runtime is none.</summary>
        public async Task RunAsync(CancellationTokenSource ending)
        {
            try
            {
                await ServeAsync(ending.Token).ConfigureAwait(false);
            }
            finally
            {
                await ending.CancelAsync().ConfigureAwait(false);
            }
        }

        private async Task ServeAsync(CancellationToken ending)
        {
            while (!ending.IsCancellationRequested)
            {
                RuntimeEvent next;
                try
                {
                    next = await runtime.NextAsync(ending).ConfigureAwait(false);
                }
                catch (OperationCanceledException) when (ending.IsCancellationRequested)
                {
                    return;
                }
                records?.Expect(next.Invocation.RequestId);
                await ServeAsync(next).ConfigureAwait(false);
                await observe.FlushAsync(next.Invocation.Deadline).ConfigureAwait(false);
            }
        }

        private async Task ServeAsync(RuntimeEvent next)
        {
            if (isAlone)
            {
                // For AWS's X-Ray SDK: a duty of runtimes.
                Environment.SetEnvironmentVariable(TraceVariable, next.Invocation.TraceHeader);
            }
            ReadOnlyMemory<byte> answer;
            try
            {
                answer = await observe.RunAsync(LambdaEvent.Describe(next), () => HandleAsync(next)).ConfigureAwait(false);
            }
            catch (Exception exception)
            {
                // Whatever it is: the caller is told, and the process is as good for the next event as it was.
                await runtime.FailAsync(next.Invocation.RequestId, exception).ConfigureAwait(false);
                return;
            }
            await runtime.AnswerAsync(next.Invocation.RequestId, answer).ConfigureAwait(false);
        }

        private async Task<ReadOnlyMemory<byte>> HandleAsync(RuntimeEvent next)
        {
            var left = next.Invocation.Deadline - time.GetUtcNow();
            using var limit = new CancellationTokenSource(Limit(left), time);
            var span = Activity.Current;
            var answer = await handler(next.Payload, next.Invocation, limit.Token).ConfigureAwait(false);
            HttpEvent.Conclude(span, answer);
            return answer;
        }

        private static TimeSpan Limit(TimeSpan left)
        {
            var kept = left < 2 * Farewell ? left / 2 : Farewell;
            return left <= TimeSpan.Zero ? TimeSpan.Zero : left < Longest ? left - kept : Longest;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Critical, "Initialisation failed")]
        public static partial void InitialisationFailed(ILogger logger, Exception exception);
    }
}

using Microsoft.Extensions.Logging;
using Observe.Sdk.AwsLambda.Records;

namespace Observe.Sdk.AwsLambda.Runtime;

/// <summary>
/// An extension in the runtime's own process. It asks for no events, so it costs nothing while invocations run; because of it Lambda announces the end of
/// the environment by SIGTERM, and leaves the process half a second for what it has not yet sent.
/// </summary>
internal sealed partial class InternalExtension
{
    private const string Name = "observe-sdk";

    private readonly RuntimeClient _runtime;
    private readonly RegisteredExtension _registered;

    private InternalExtension(RuntimeClient runtime, RegisteredExtension registered) => (_runtime, _registered) = (runtime, registered);

    /// <summary>In which the function is; null when Lambda did not say it.</summary>
    public string? Account => _registered.Account;

    /// <summary>Null when it was refused: an environment without extensions works, too, only its end is not announced.</summary>
    public static async Task<InternalExtension?> RegisterAsync(RuntimeClient runtime, ILogger logger, CancellationToken cancellation)
    {
        if (await runtime.RegisterAsync(Name, cancellation).ConfigureAwait(false) is { } registered)
        {
            return new InternalExtension(runtime, registered);
        }
        Log.Refused(logger);
        return null;
    }

    /// <summary>
    /// Lambda takes an environment for initialised when its extensions wait, too; until then it may be asked for the platform's records. Comes back at the end of
    /// the environment.
    /// </summary>
    /// <param name="records">Null when they are not wanted.</param>
    /// <param name="isShared">Several invocations run at once.</param>
    /// <param name="cancellation">The end of the process.</param>
    public async Task WaitAsync(RecordSubscription? records, bool isShared, CancellationToken cancellation)
    {
        try
        {
            if (records is not null)
            {
                await records.SubscribeAsync(_runtime, _registered.Id, isShared, cancellation).ConfigureAwait(false);
            }
            await _runtime.WaitForEventAsync(_registered.Id, cancellation).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            // The environment ends. If its interface is gone for another reason, whoever asks for the next event finds out.
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "Not taken as an extension: what is logged after the last invocation may be lost")]
        public static partial void Refused(ILogger logger);
    }
}

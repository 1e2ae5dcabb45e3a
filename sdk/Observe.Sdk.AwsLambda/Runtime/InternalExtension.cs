using Microsoft.Extensions.Logging;

namespace Observe.Sdk.AwsLambda.Runtime;

/// <summary>
/// An extension in the runtime's own process. It asks for no events, so it costs nothing while invocations run; because of it Lambda announces the end of
/// the environment by SIGTERM, and leaves the process half a second for what it has not yet sent.
/// </summary>
internal sealed partial class InternalExtension
{
    private const string Name = "observe-sdk";

    private readonly RuntimeClient _runtime;
    private readonly string _id;

    private InternalExtension(RuntimeClient runtime, string id) => (_runtime, _id) = (runtime, id);

    /// <summary>Null when it was refused: an environment without extensions works, too, only its end is not announced.</summary>
    public static async Task<InternalExtension?> RegisterAsync(RuntimeClient runtime, ILogger logger, CancellationToken cancellation)
    {
        if (await runtime.RegisterAsync(Name, cancellation).ConfigureAwait(false) is { } id)
        {
            return new InternalExtension(runtime, id);
        }
        Log.Refused(logger);
        return null;
    }

    /// <summary>Lambda takes an environment for initialised when its extensions wait, too. Comes back at the end of the environment.</summary>
    public async Task WaitAsync(CancellationToken cancellation)
    {
        try
        {
            await _runtime.WaitForEventAsync(_id, cancellation).ConfigureAwait(false);
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

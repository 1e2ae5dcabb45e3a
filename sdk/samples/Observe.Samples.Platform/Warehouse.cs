using Observe.Samples.Platform.Lambda;
using Observe.Samples.Platform.Queues;

namespace Observe.Samples.Platform;

/// <summary>What stands behind the shop's counter: the queue of placed orders, the function that works on it in batches, and the carrier that this calls.</summary>
internal sealed class Warehouse : IAsyncDisposable
{
    public const string QueueName = "orders";

    private const int MostReceives = 3;
    private const int BatchesAtOnce = 2;

    /// <summary>Ten orders, when the carrier is slow.</summary>
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);

    /// <summary>Longer than a batch can take: what comes again earlier is worked on twice.</summary>
    private static readonly TimeSpan Visibility = TimeSpan.FromSeconds(25);

    /// <summary>Short: most orders come alone, and several only when many customers do, or the carrier is slow.</summary>
    private static readonly TimeSpan Window = TimeSpan.FromSeconds(0.25);

    private readonly Loopback _carrier;
    private readonly Loopback _queue;
    private readonly DeployedLambda _fulfilment;
    private readonly FunctionProgram _program;
    private readonly QueueConsumer _consumer;

    private Warehouse(Loopback carrier, Loopback queue, DeployedLambda fulfilment, FunctionProgram program, QueueConsumer consumer) =>
        (_carrier, _queue, _fulfilment, _program, _consumer) = (carrier, queue, fulfilment, program, consumer);

    /// <summary>Of the queue.</summary>
    public Uri Address => _queue.Address;

    /// <param name="program">The function; the carrier's address is added to its environment.</param>
    /// <param name="telemetry">Null when nobody is to be told.</param>
    public static async Task<Warehouse> OpenAsync(
        FunctionProgram program, PlatformOptions options, PlatformTelemetry? telemetry, TimeProvider time)
    {
        var carrier = await Loopback.StartAsync(new Carrier(time).ServeAsync);
        var deadLetters = new MessageQueue($"{QueueName}-dead", TimeSpan.Zero, int.MaxValue, null, time);
        var orders = new MessageQueue(QueueName, Visibility, MostReceives, deadLetters, time);
        var environment = new Dictionary<string, string>(program.Environment) { ["CARRIER_URL"] = carrier.Address.AbsoluteUri };
        program = program with { Environment = environment, Timeout = Timeout };
        var fulfilment = new DeployedLambda(program, options, telemetry, time);
        var consumer = new QueueConsumer(orders, fulfilment.Invoker, Window, BatchesAtOnce, time);
        return new Warehouse(carrier, await Loopback.StartAsync(new QueueEndpoint(orders).ServeAsync), fulfilment, program, consumer);
    }

    /// <summary>Comes back when it is cancelled.</summary>
    public Task RunAsync(CancellationToken cancellation) =>
        Task.WhenAll(_consumer.RunAsync(cancellation), _fulfilment.EndIdleAsync(cancellation));

    /// <summary>
    /// From its end on the function keeps the labels of all that it ships, until its memory is full. The code is the same; what it does more is switched on by
    /// its environment.
    /// </summary>
    public Task UpdateAsync(string version) => _fulfilment.UpdateAsync(_program with
    {
        Version = version,
        Environment = new Dictionary<string, string>(_program.Environment) { ["LABEL_ARCHIVE"] = "on" },
    });

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await _fulfilment.DisposeAsync();
        await _carrier.DisposeAsync();
    }
}

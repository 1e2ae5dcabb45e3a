using System.Text.Json;

namespace Observe.Samples.Platform.Lambda;

/// <summary>Invokes a function again and again with the event of a schedule, as EventBridge does: asynchronously, whatever became of the last one.</summary>
internal sealed class Schedule(string name, TimeSpan every, AsynchronousInvoker invoker, TimeProvider time)
{
    public async Task RunAsync(CancellationToken cancellation)
    {
        using var timer = new PeriodicTimer(every, time);
        List<Task> underWay = [];
        while (await timer.WaitForNextTickAsync(cancellation))
        {
            underWay.RemoveAll(task => task.IsCompletedSuccessfully);
            underWay.Add(invoker.InvokeAsync(Event(), cancellation));
            // One that broke must not stay unnoticed.
            await Task.WhenAll(underWay.Where(task => task.IsFaulted));
        }
    }

    private byte[] Event() => JsonSerializer.SerializeToUtf8Bytes(new Dictionary<string, object>
    {
        ["version"] = "0",
        ["id"] = Guid.NewGuid().ToString(),
        ["detail-type"] = "Scheduled Event",
        ["source"] = "aws.events",
        ["account"] = FunctionProgram.Account,
        ["time"] = time.GetUtcNow().UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture),
        ["region"] = FunctionProgram.Region,
        ["resources"] = new[] { $"arn:aws:events:{FunctionProgram.Region}:{FunctionProgram.Account}:rule/{name}" },
        ["detail"] = new Dictionary<string, object>(),
    });
}

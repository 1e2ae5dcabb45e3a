using System.Runtime.InteropServices;
using Observe.Samples.Platform;

var options = PlatformOptions.From(args, Environment.GetEnvironmentVariable);
using var stop = new CancellationTokenSource();
using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
if (options.ExitWithParent)
{
    _ = StopWithParentAsync();
}
CoreFiles.Forbid();
await Demo.RunAsync(options, stop.Token);

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    stop.Cancel();
}

async Task StopWithParentAsync()
{
    await Console.OpenStandardInput().CopyToAsync(Stream.Null);
    await stop.CancelAsync();
}

using System.Diagnostics;
using Observe.Sdk.Tests.Otlp;
using Observe.Sdk.Tests.Readme;

namespace Observe.Sdk.Tests.Samples;

/// <summary>The function in the shape of Lambda, trimmed and compiled ahead of time: warnings are errors, and what comes out of it runs.</summary>
public sealed class AheadOfTimeTests
{
    private const string Function = "Observe.Samples.Fulfilment";

    [AheadOfTimeFact]
    public async Task Publish_SampleFunction_HasNoWarningsAndServes()
    {
        var folder = Directory.CreateTempSubdirectory("observe-aot-");
        try
        {
            await PublishAsync(Path.Combine(folder.FullName, "functions", Function));
            await using var receiver = await OtlpReceiver.StartAsync();
            await using var warehouse = await SomeWarehouse.OpenAsync(receiver.Endpoint, folder: folder.FullName);

            var run = await warehouse.BeginAsync(1);
            Assert.Null((await run.Answer).Error);
            await run.Served;
            await warehouse.DisposeAsync();

            Assert.Equal(4, receiver.Spans.Count);
            Assert.Equal(2, receiver.Logs.Count);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PublishAsync(string target)
    {
        var project = Path.Combine(ReadmeTests.Root, "sdk", "samples", Function, $"{Function}.csproj");
        using var publish = Process.Start(new ProcessStartInfo("dotnet",
        [
            "publish", project, "--runtime", "linux-x64", "--configuration", "Release", "--output", target,
            "-p:PublishAot=true", $"-p:CppCompilerAndLinker={AheadOfTimeFactAttribute.Compiler}", "-p:LinkerFlavor=bfd",
        ])
        {
            RedirectStandardOutput = true,
        })!;
        var said = await publish.StandardOutput.ReadToEndAsync();
        await publish.WaitForExitAsync();
        Assert.True(publish.ExitCode == 0, said);
        Assert.DoesNotContain("warning", said, StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Observe.Collector.Tests.Fakes;
using Observe.Storage.Write;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Logs;
using OpenTelemetry.Trace;

namespace Observe.Collector.Tests.Receive;

/// <summary>Clients that others wrote, as they are used in the field.</summary>
public sealed partial class ClientTests : IAsyncLifetime
{
    private const int Count = 20;
    private RunningCollector _collector = null!;

    public async Task InitializeAsync() => _collector = await RunningCollector.StartAsync(
        new Dictionary<string, string?> { ["Observe:Collector:IngestKey"] = "secret" });

    public async Task DisposeAsync() => await _collector.DisposeAsync();

    [Theory]
    [InlineData(OtlpExportProtocol.Grpc)]
    [InlineData(OtlpExportProtocol.HttpProtobuf)]
    public async Task DotNetSdk_SpansAndLogs_AreStored(OtlpExportProtocol protocol)
    {
        var source = "Observe.Collector.Tests." + protocol;
        using (var tracing = Sdk.CreateTracerProviderBuilder().AddSource(source)
            .AddOtlpExporter(options => Configure(options, protocol, "/v1/traces")).Build())
        using (var logging = LoggerFactory.Create(builder => builder.AddOpenTelemetry(
            options => options.AddOtlpExporter(exporter => Configure(exporter, protocol, "/v1/logs")))))
        using (var activities = new ActivitySource(source))
        {
            for (var i = 0; i < Count; i++)
            {
                using var activity = activities.StartActivity("work", ActivityKind.Server);
                activity!.SetTag("faas.invocation_id", $"id-{i}").SetTag("faas.name", "resize");
                Log.Worked(logging.CreateLogger("test"), i);
            }
        }

        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Spans) == Count
            && writer.Rows(TelemetryTable.Logs) == Count && writer.Rows(TelemetryTable.Invocations) == Count);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    [InlineData("proto")]
    public async Task JavaScriptSdk_Spans_AreStored(string transport)
    {
        var (exitCode, output) = await NodeClients.SendAsync(transport, Url(transport), $"{Count}", "secret");

        Assert.True(exitCode == 0, output);
        await _collector.Writer.Until(writer => writer.Rows(TelemetryTable.Spans) == Count && writer.Rows(TelemetryTable.Invocations) == Count);
    }

    [Theory]
    [InlineData("grpc")]
    [InlineData("http")]
    [InlineData("proto")]
    public async Task JavaScriptSdk_WithoutKey_IsTold(string transport)
    {
        var (exitCode, output) = await NodeClients.SendAsync(transport, Url(transport), "1");

        Assert.Equal(1, exitCode);
        Assert.Contains(transport == "grpc" ? "UNAUTHENTICATED" : "Unauthorized", output, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, _collector.Counter("requests_refused.no_key"));
    }

    private string Url(string transport) => transport == "grpc" ? _collector.Grpc.ToString() : new Uri(_collector.Http, "/v1/traces").ToString();

    private void Configure(OtlpExporterOptions options, OtlpExportProtocol protocol, string path)
    {
        options.Protocol = protocol;
        options.Endpoint = protocol == OtlpExportProtocol.Grpc ? _collector.Grpc : new Uri(_collector.Http, path);
        options.Headers = "x-api-key=secret";
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Information, "Worked {Number}")]
        public static partial void Worked(ILogger logger, int number);
    }
}

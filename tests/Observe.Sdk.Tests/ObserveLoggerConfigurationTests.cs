using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Observe.Sdk.Tests.Otlp;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Parsing;

namespace Observe.Sdk.Tests;

public sealed class ObserveLoggerConfigurationTests : IAsyncLifetime
{
    private OtlpReceiver _receiver = null!;

    public async Task InitializeAsync() => _receiver = await OtlpReceiver.StartAsync();

    public async Task DisposeAsync() => await _receiver.DisposeAsync();

    [Fact]
    public async Task Observe_MessageTemplate_BecomesBodyAndTypedAttributes()
    {
        var observe = SomeFunction.Start(_receiver.Endpoint);
        await using (observe)
        {
            observe.Logger.Warning("Order {OrderId} of {Amount} {Currency}, gift {Gift}", 17, 12.5m, "EUR", true);
        }

        var log = Assert.Single(_receiver.Logs);
        Assert.Equal("Order 17 of 12.5 EUR, gift true", log.Body.StringValue);
        Assert.Equal(13, log.SeverityNumber);
        var attributes = log.Attributes.Plain();
        Assert.Equal(17L, attributes["OrderId"]);
        Assert.Equal(12.5, attributes["Amount"]);
        Assert.Equal("EUR", attributes["Currency"]);
        Assert.Equal(true, attributes["Gift"]);
        Assert.Equal("Order {OrderId} of {Amount} {Currency}, gift {Gift}", attributes["message_template.text"]);
    }

    [Fact]
    public async Task Observe_Exception_HasTypeMessageAndStack()
    {
        await using (var observe = SomeFunction.Start(_receiver.Endpoint))
        {
            observe.Logger.Error(new InvalidOperationException("no stock"), "Failed");
        }

        var attributes = Assert.Single(_receiver.Logs).Attributes.Plain();
        Assert.EndsWith("InvalidOperationException", (string)attributes["exception.type"]!, StringComparison.Ordinal);
        Assert.Equal("no stock", attributes["exception.message"]);
        Assert.Contains("no stock", (string)attributes["exception.stacktrace"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Observe_EventOfAnotherTimeAndSpan_KeepsThem()
    {
        var traceId = ActivityTraceId.CreateRandom();
        var spanId = ActivitySpanId.CreateRandom();
        var happened = new DateTimeOffset(2026, 2, 3, 4, 5, 6, TimeSpan.FromHours(2));
        await using (var observe = SomeFunction.Start(_receiver.Endpoint))
        {
            await using var logger = new LoggerConfiguration().WriteTo.Observe(observe).CreateLogger();
            logger.Write(new LogEvent(
                happened, LogEventLevel.Information, null, new MessageTemplateParser().Parse("Late"), [], traceId, spanId));
        }

        var log = Assert.Single(_receiver.Logs);
        Assert.Equal((ulong)happened.ToUnixTimeSeconds() * 1_000_000_000UL, log.TimeUnixNano);
        Assert.Equal(traceId.ToHexString(), log.TraceId.Hex());
        Assert.Equal(spanId.ToHexString(), log.SpanId.Hex());
    }

    [Fact]
    public async Task LoggerFactory_MicrosoftLogger_GoesTheSameWay()
    {
        await using (var observe = SomeFunction.Start(_receiver.Endpoint))
        {
            observe.LoggerFactory.CreateLogger("shop").Log(
                LogLevel.Error, new EventId(3, "shop.order.lost"), "state", null, static (_, _) => "Order lost");
        }

        var log = Assert.Single(_receiver.Logs);
        Assert.Equal("Order lost", log.Body.StringValue);
        Assert.Equal("shop.order.lost", log.EventName);
        Assert.Equal(17, log.SeverityNumber);
    }

    [Fact]
    public async Task ConfigureLogging_MinimumLevel_IsRespected()
    {
        var level = new LoggingLevelSwitch(LogEventLevel.Warning);
        await using (var observe = SomeFunction.Start(_receiver.Endpoint, o => o.ConfigureLogging = c => c.MinimumLevel.ControlledBy(level)))
        {
            observe.Logger.Information("Quiet");
            observe.Logger.Warning("Loud");
        }

        Assert.Equal("Loud", Assert.Single(_receiver.Logs).Body.StringValue);
    }
}

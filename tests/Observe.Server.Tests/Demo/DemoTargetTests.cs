using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Observe.Collector.Receive;
using Observe.Server.Composition;
using Observe.Server.Demo;

namespace Observe.Server.Tests.Demo;

public sealed class DemoTargetTests
{
    [Theory]
    [InlineData("http://127.0.0.1:4318", "http://127.0.0.1:4318")]
    [InlineData("http://0.0.0.0:4318", "http://127.0.0.1:4318")]
    [InlineData("http://[::]:4318", "http://[::1]:4318")]
    [InlineData("http://10.0.0.7:4318", "http://10.0.0.7:4318")]
    public void Environment_CollectorListens_NamesAnAddressThatCanBeCalledAndTheKey(string listening, string called)
    {
        using var services = new ServiceCollection().AddSingleton(new CollectorAddresses([], [listening])).BuildServiceProvider();
        var key = new OwnSenderKey();

        var environment = new DemoTarget(services, key, Options.Create(new DemoOptions { KeepAlive = TimeSpan.FromSeconds(1.5) })).Environment();

        Assert.Equal(
            (called, key.Value, "1.5"),
            (environment["OTEL_EXPORTER_OTLP_ENDPOINT"], environment["OBSERVE_API_KEY"], environment["OBSERVE_DEMO_IDLE_SECONDS"]));
    }

    [Theory]
    [InlineData(90, "90")]
    [InlineData(0, "never")]
    public void Environment_Deploy_SaysWhenOrNever(int seconds, string said)
    {
        using var services = new ServiceCollection().AddSingleton(new CollectorAddresses([], ["http://127.0.0.1:4318"])).BuildServiceProvider();
        var options = new DemoOptions { DeployAfter = TimeSpan.FromSeconds(seconds) };

        var environment = new DemoTarget(services, new OwnSenderKey(), Options.Create(options)).Environment();

        Assert.Equal(said, environment["OBSERVE_DEMO_DEPLOY_SECONDS"]);
    }
}

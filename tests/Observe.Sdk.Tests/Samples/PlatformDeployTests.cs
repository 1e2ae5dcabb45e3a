using System.Net;
using System.Net.Http.Json;
using Microsoft.AspNetCore.Http;
using Observe.Samples.Platform;
using Observe.Sdk.Tests.Otlp;

namespace Observe.Sdk.Tests.Samples;

/// <summary>Another version of a function, deployed under real processes of the one before.</summary>
public sealed class PlatformDeployTests : IDisposable
{
    private const string VersionVariable = "AWS_LAMBDA_FUNCTION_VERSION=";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly object Order =
        new { customer = "c-1", card = "4111111111111111", lines = new[] { new { sku = "tamper", quantity = 1, unitPrice = 32m } } };

    private readonly HttpClient _client = new() { Timeout = Patience };

    public void Dispose() => _client.Dispose();

    [Fact]
    public async Task Update_OneInstanceAtWorkOneIdle_OldOnesServeNoMoreAndEndWhenTheyAreDone()
    {
        var (charges, atWork, release) = (0, Signal(), Signal());
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var supplier = await Loopback.StartAsync(new Supplier(TimeProvider.System).ServeAsync);
        await using var shop = await SomeShop.OpenAsync("checkout", receiver.Endpoint, Patiently, payments: async context =>
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            if (Interlocked.Increment(ref charges) == 1)
            {
                atWork.SetResult();
                await release.Task;
            }
        });
        var suggesting = new Dictionary<string, string>(shop.Program.Environment) { ["CATALOGUE_URL"] = new Uri(supplier.Address, "catalogue").AbsoluteUri };

        var slow = OrderAsync(shop);
        await atWork.Task.WaitAsync(Patience);
        await OrderAsync(shop);
        Assert.Equal(["1", "1"], VersionsAlive(receiver));
        await shop.Function.UpdateAsync(shop.Program with { Version = "2", Environment = suggesting });
        Assert.Equal(["1"], VersionsAlive(receiver));
        await OrderAsync(shop);
        Assert.Equal(["1", "2"], VersionsAlive(receiver));
        release.SetResult();
        await slow;
        Assert.Equal(["2"], VersionsAlive(receiver));
        await OrderAsync(shop);
        await shop.DisposeAsync();

        Assert.Equal(["1", "1", "2"], Said(receiver, "platform.initStart", "functionVersion"));
        Assert.Equal(["1", "1", "2", "2"], Said(receiver, "platform.start", "version"));
        Assert.All(
            receiver.PlatformRecords.Where(record => record.Type == "platform.start"),
            start => Assert.Contains($"[{start.Text("version")}]", start.Instance, StringComparison.Ordinal));
        // The last that was heard came from the new version, and knows it.
        Assert.Equal("2", receiver.Resource["faas.version"]);
        Assert.Single(receiver.Logs, log => log.Attributes.Plain().GetValueOrDefault("ArticleCount") is (long)Supplier.Articles);
    }

    [Fact]
    public async Task Update_Provisioned_NewOnesAreReadyBeforeTheOldOnesEnd()
    {
        await using var receiver = await OtlpReceiver.StartAsync();
        await using var shop = await SomeShop.OpenAsync("checkout", receiver.Endpoint, Patiently, new PlatformOptions { Provisioned = 1 });

        await shop.Function.StartAsync();
        await shop.Function.UpdateAsync(shop.Program with { Version = "2" });
        Assert.Equal(["2"], VersionsAlive(receiver));
        await OrderAsync(shop);
        await shop.DisposeAsync();

        Assert.Equal(["provisioned-concurrency", "provisioned-concurrency"], Said(receiver, "platform.initStart", "initializationType"));
        Assert.Equal(["2"], Said(receiver, "platform.start", "version"));
    }

    private static FunctionProgram Patiently(FunctionProgram program) => program with { Timeout = Patience };

    private static TaskCompletionSource Signal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private async Task OrderAsync(SomeShop shop)
    {
        using var answer = await _client.PostAsJsonAsync(new Uri(shop.Function.Address, "orders"), Order);
        Assert.Equal(HttpStatusCode.Created, answer.StatusCode);
    }

    private static IEnumerable<string?> Said(OtlpReceiver receiver, string type, string field) =>
        receiver.PlatformRecords.Where(record => record.Type == type).Select(record => record.Text(field)).Order(StringComparer.Ordinal);

    /// <summary>Of the instances that run now and send to this receiver.</summary>
    private static List<string> VersionsAlive(OtlpReceiver receiver) => InstanceProcesses.SendingTo(receiver.Endpoint)
        .SelectMany(process => process.Environment)
        .Where(variable => variable.StartsWith(VersionVariable, StringComparison.Ordinal))
        .Select(variable => variable[VersionVariable.Length..])
        .Order(StringComparer.Ordinal)
        .ToList();
}

using System.Net;
using Microsoft.Extensions.Options;
using Observe.Alerts.Outgoing;

namespace Observe.Alerts.Tests.Outgoing;

public sealed class OutgoingGuardTests
{
    [Theory]
    [InlineData("http://127.0.0.1/")]
    [InlineData("http://127.1/")]
    [InlineData("http://2130706433/")]
    [InlineData("http://0x7f000001/")]
    [InlineData("http://0177.0.0.1/")]
    [InlineData("http://localhost/")]
    [InlineData("http://[::]/")]
    [InlineData("http://[::ffff:0:0]/")]
    [InlineData("http://[::1]/")]
    [InlineData("http://[::ffff:127.0.0.1]/")]
    [InlineData("http://[::ffff:7f00:1]/")]
    [InlineData("http://[64:ff9b::7f00:1]/")]
    [InlineData("http://0/")]
    [InlineData("http://169.254.169.254/latest/meta-data/")]
    [InlineData("http://user@169.254.169.254/")]
    [InlineData("http://10.0.0.1:8443/")]
    public async Task Send_AddressSpelledInAnyWay_IsRefusedBeforeAnyConnection(string url)
    {
        var guard = Guard(new SystemHostResolver());
        using var http = new HttpClient(guard.CreateHandler(4096));

        var exception = await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync(new Uri(url)));

        Assert.IsType<TargetRefusedException>(exception.InnerException);
    }

    [Fact]
    public async Task Check_OneOfSeveralAddressesIsPrivate_IsRefused()
    {
        var guard = Guard(new FixedResolver("8.8.8.8", "10.0.0.1"));

        await Assert.ThrowsAsync<TargetRefusedException>(() => guard.CheckAsync("mixed.example", 443, CancellationToken.None));
    }

    [Fact]
    public async Task Check_PublicAddress_AnswersTheCheckedAddresses()
    {
        var guard = Guard(new FixedResolver("8.8.8.8", "2606:4700:4700::1111"));

        var addresses = await guard.CheckAsync("public.example", 443, CancellationToken.None);

        Assert.Equal(2, addresses.Length);
    }

    [Fact]
    public async Task Check_UnusualPort_IsRefused()
    {
        var guard = Guard(new FixedResolver("8.8.8.8"));

        await Assert.ThrowsAsync<TargetRefusedException>(() => guard.CheckAsync("public.example", 6379, CancellationToken.None));
    }

    [Theory]
    [InlineData("10.0.0.0/8", 6379)]
    [InlineData("inside.example:6379", 6379)]
    [InlineData("INSIDE.example:6379", 6379)]
    public async Task Check_AllowedTarget_GoesThrough(string allowed, int port)
    {
        var guard = Guard(new FixedResolver("10.1.2.3"), allowed);

        Assert.Single(await guard.CheckAsync("inside.example", port, CancellationToken.None));
    }

    [Theory]
    [InlineData("10.2.0.0/16")]
    [InlineData("inside.example:80")]
    [InlineData("other.example:6379")]
    public async Task Check_AnotherTargetIsAllowed_IsRefused(string allowed)
    {
        var guard = Guard(new FixedResolver("10.1.2.3"), allowed);

        await Assert.ThrowsAsync<TargetRefusedException>(() => guard.CheckAsync("inside.example", 6379, CancellationToken.None));
    }

    [Theory]
    [InlineData("10.0.0.0/33")]
    [InlineData("example")]
    [InlineData("example:0")]
    [InlineData("example:70000")]
    [InlineData("http://example:80")]
    [InlineData("")]
    public void IsValid_NeitherNetworkNorPort_IsFalse(string target) => Assert.False(AllowedTargets.IsValid(target));

    private static OutgoingGuard Guard(IHostResolver resolver, params string[] allowed) =>
        new(Options.Create(new AlertsOptions { AllowedTargets = allowed }), resolver);

    private sealed class FixedResolver(params string[] addresses) : IHostResolver
    {
        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) =>
            Task.FromResult(addresses.Select(IPAddress.Parse).ToArray());
    }
}

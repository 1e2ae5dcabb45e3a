using Observe.UI.Components.Pages.Alerts;

namespace Observe.UI.Tests.Components.Pages.Alerts;

public sealed class AlertsPageStateTests
{
    [Theory]
    [InlineData("/alerts")]
    [InlineData("/alerts/2fd6512eb53995f0")]
    [InlineData("/alerts/a%20b?from=now-24h")]
    [InlineData("/alerts?from=2026-11-23T02%3A15%3A00Z&to=2026-11-23T03%3A15%3A00Z")]
    public void Parse_Address_IsWrittenTheSame(string address) =>
        Assert.Equal(address, AlertsPageState.Parse(new Uri("http://localhost" + address))!.ToUrl());

    [Theory]
    [InlineData("/")]
    [InlineData("/alertsandmore")]
    [InlineData("/alerts/a/b")]
    public void Parse_AnotherAddress_IsNull(string address) =>
        Assert.Null(AlertsPageState.Parse(new Uri("http://localhost" + address)));
}

using Observe.Sdk.Export;

namespace Observe.Sdk.Tests.Export;

public sealed class ExportLedgerTests
{
    [Fact]
    public void TryAccept_Full_RefusesAndCounts()
    {
        var ledger = new ExportLedger("traces", capacity: 2);

        Assert.True(ledger.TryAccept());
        Assert.True(ledger.TryAccept());
        Assert.False(ledger.TryAccept());
        Assert.Equal(1, ledger.Dropped);

        ledger.Settle(1);
        Assert.True(ledger.TryAccept());
    }

    [Fact]
    public async Task SettleAsync_SeveralBatches_AsksForEachAndIgnoresLaterRecords()
    {
        var ledger = new ExportLedger("logs", capacity: 10);
        for (var i = 0; i < 4; i++)
        {
            Assert.True(ledger.TryAccept());
        }
        var asked = 0;

        var settled = ledger.SettleAsync(() =>
        {
            asked++;
            Assert.True(ledger.TryAccept());
            ledger.Settle(2);
        });
        await settled;

        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task SettleAsync_NothingWaits_AsksForNothing()
    {
        var ledger = new ExportLedger("logs", capacity: 1);

        await ledger.SettleAsync(() => Assert.Fail("There is nothing to send."));
    }
}

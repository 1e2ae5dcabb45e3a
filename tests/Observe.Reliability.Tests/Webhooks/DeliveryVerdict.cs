using System.Globalization;
using Observe.Reliability.Tests.Server;

namespace Observe.Reliability.Tests.Webhooks;

/// <summary>Holds what was promised, what came in and what the delivery log says against each other.</summary>
internal sealed record DeliveryVerdict(int Promised, int Delivered, int Refused, int Repeated, int Attempts)
{
    public static async Task<DeliveryVerdict> CheckAsync(Observed observed, PingSenders pings, UnreliableReceiver receiver, int kills)
    {
        var rows = await observed.RowsAsync("SELECT notification_id, outcome, status FROM deliveries ORDER BY at");
        var log = rows.ToLookup(row => row[0], row => (Outcome: row[1], Status: int.Parse(row[2], CultureInfo.InvariantCulture)));
        var received = receiver.Receipts.ToLookup(receipt => receipt.Id);
        var (delivered, refused, repeated) = (0, 0, 0);
        foreach (var (id, webhook) in pings.Promised)
        {
            if (receiver.Refuses(id))
            {
                Assert.True(log[id].Count(row => row.Outcome == "Dead") == 1 && log[id].All(row => row.Outcome == "Dead" || row.Status == 0), $"{id} {Text(id)}");
                refused++;
                continue;
            }
            Assert.All(received[id], receipt => Assert.Equal(webhook, receipt.Webhook));
            delivered += received[id].Any(receipt => receipt.IsAccepted) && log[id].Count(row => row.Outcome == "Delivered") == 1 ? 1 : 0;
            repeated += received[id].Count(receipt => receipt.IsAccepted) > 1 ? 1 : 0;
        }
        foreach (var id in received.Select(receipts => receipts.Key))
        {
            Assert.True(log[id].Count(row => row.Outcome is "Delivered" or "Dead") <= 1, $"{id} was ended twice: {Text(id)}");
            Assert.True(receiver.Refuses(id) || log[id].All(row => row.Outcome != "Dead"), $"{id} could be delivered and is a dead letter: {Text(id)}");
            // An attempt that is not in the log was under way when its server was killed: at most one in a life, and none in the last.
            var unfinished = received[id].Select(receipt => receipt.Life).Where(life => life < kills).Distinct().Count();
            Assert.True(received[id].Count() <= log[id].Count() + unfinished, $"{id} was sent more often than anything explains: {Text(id)}");
            // Where it was taken twice in one life, no answer had come through in between.
            Assert.All(
                received[id].Where(receipt => receipt.IsAccepted).GroupBy(receipt => receipt.Life),
                life => Assert.True(life.Count() <= 1 + log[id].Count(row => row.Status == 0), $"{id} was sent again though it was accepted: {Text(id)}"));
        }
        return new DeliveryVerdict(pings.Promised.Count, delivered, refused, repeated, rows.Count);

        string Text(string id) =>
            string.Join(", ", log[id].Select(row => $"{row.Outcome} {row.Status}")) + "; received " + string.Join(", ", received[id].Select(receipt => $"in life {receipt.Life} {(receipt.IsAccepted ? "taken" : "not taken")}"));
    }
}

using Observe.Storage.Config;

namespace Observe.Storage.Tests.Config;

public sealed class AuditStoreTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly DateTimeOffset Start = new(TimeProvider.System.GetUtcNow().UtcDateTime.Date, TimeSpan.Zero);

    [Fact]
    public async Task ListAsync_Pages_AreTheNewestFirstWithoutGapOrRepetition()
    {
        var store = new AuditStore(fixture.Database);
        // Two of each moment: the id decides between them.
        for (var i = 0; i < 7; i++)
        {
            await store.AppendAsync(Row($"id{i}", Start.AddSeconds(i / 2), "pager"), CancellationToken.None);
        }
        var query = new AuditQuery(Range, Actor: "pager", Limit: 3);

        var ids = new List<string>();
        for (var page = await store.ListAsync(query, CancellationToken.None); ; page = await store.ListAsync(query with { Cursor = page.NextCursor }, CancellationToken.None))
        {
            ids.AddRange(page.Rows.Select(row => row.Id));
            if (page.NextCursor is null)
            {
                break;
            }
        }

        Assert.Equal(["id6", "id5", "id4", "id3", "id2", "id1", "id0"], ids);
        await Assert.ThrowsAsync<FormatException>(() => store.ListAsync(query with { Cursor = "nonsense" }, CancellationToken.None));
    }

    [Fact]
    public async Task ListAsync_Filter_IsOfWhoWhatAndHowItEnded()
    {
        var store = new AuditStore(fixture.Database);
        var hostile = "'; DROP TABLE audit; --\0\r\n";
        await store.AppendAsync(Row("f1", Start, hostile) with { Action = AuditActions.AddRule, Object = hostile, Detail = "d", Address = "::1" }, CancellationToken.None);
        await store.AppendAsync(Row("f2", Start, hostile) with { IsRefused = true }, CancellationToken.None);

        var all = await store.ListAsync(new AuditQuery(Range, hostile), CancellationToken.None);
        var refused = await store.ListAsync(new AuditQuery(Range, hostile, Refused: true), CancellationToken.None);
        var rules = await store.ListAsync(new AuditQuery(Range, hostile, AuditActions.AddRule), CancellationToken.None);
        var before = await store.ListAsync(new AuditQuery(new TimeRange(0, UnixTime.Nanoseconds(Start)), hostile), CancellationToken.None);

        Assert.Equal(["f2", "f1"], all.Rows.Select(row => row.Id));
        Assert.Equal("f2", Assert.Single(refused.Rows).Id);
        Assert.Equal((hostile, "d", "::1", Start), (rules.Rows.Single().Object, rules.Rows[0].Detail, rules.Rows[0].Address, rules.Rows[0].At));
        Assert.Empty(before.Rows);
    }

    private static TimeRange Range => new(UnixTime.Nanoseconds(Start), UnixTime.Nanoseconds(Start.AddDays(1)));

    private static AuditRow Row(string id, DateTimeOffset at, string actor) =>
        new() { Id = id, At = at, Actor = actor, Kind = "session", Address = "127.0.0.1", Action = AuditActions.Access };
}

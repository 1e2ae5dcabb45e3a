using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Config;

namespace Observe.Storage.Tests.Config;

public sealed class AccountStoreTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 26, 8, 0, 0, TimeSpan.Zero));
    private readonly List<IDisposable> _open = [];

    public void Dispose() => _open.ForEach(item => item.Dispose());

    [Fact]
    public async Task AcceptAsync_Invitation_IsGoodOnceAndForItsTimeOnly()
    {
        var store = Store();
        var early = await store.InviteAsync("Early", AccountRole.Editor, CancellationToken.None);
        var late = await store.InviteAsync("late", AccountRole.Viewer, CancellationToken.None);
        Assert.Null(await store.InviteAsync("EARLY", AccountRole.Viewer, CancellationToken.None));

        Assert.Null(await store.AcceptAsync("", "hash", CancellationToken.None));
        var accepted = await store.AcceptAsync(early!.Token, "hash", CancellationToken.None);
        Assert.Null(await store.AcceptAsync(early.Token, "other", CancellationToken.None));
        _time.Advance(AccountStore.InvitationKept + TimeSpan.FromSeconds(1));
        Assert.Null(await store.AcceptAsync(late!.Token, "hash", CancellationToken.None));

        Assert.Equal(("early", "Early", AccountRole.Editor, true), (accepted!.Account.Id, accepted.Account.Name, accepted.Account.Role, accepted.Account.IsActive));
        Assert.Equal("hash", (await store.FindAsync("early", CancellationToken.None))!.PasswordHash);
    }

    [Fact]
    public async Task ChangeAsync_LastAdmin_StaysOne()
    {
        var store = Store();
        await RemoveAllAsync(store);
        await store.AddAsync("first", AccountRole.Admin, "hash", CancellationToken.None);
        await store.InviteAsync("merely-invited", AccountRole.Admin, CancellationToken.None);

        Assert.Equal(AccountChange.LastAdmin, await store.ChangeAsync("first", AccountRole.Editor, false, CancellationToken.None));
        Assert.Equal(AccountChange.LastAdmin, await store.ChangeAsync("first", AccountRole.Admin, true, CancellationToken.None));
        Assert.Equal(AccountChange.NotFound, await store.ChangeAsync("nobody", AccountRole.Admin, true, CancellationToken.None));
        await store.AddAsync("second", AccountRole.Admin, "hash", CancellationToken.None);

        Assert.Equal(AccountChange.Done, await store.ChangeAsync("first", AccountRole.Admin, true, CancellationToken.None));
        Assert.Equal(AccountChange.LastAdmin, await store.ChangeAsync("second", AccountRole.Viewer, false, CancellationToken.None));
    }

    [Fact]
    public async Task EndSessionAsync_ManySessions_AreForgottenWithTheirCookiesOrEndTogether()
    {
        var store = Store();
        await store.AddAsync("busy", AccountRole.Viewer, "hash", CancellationToken.None);
        var stamp = (await store.FindAsync("busy", CancellationToken.None))!.Stamp;

        await store.EndSessionAsync("busy", "s0", _time.GetUtcNow().AddHours(1), CancellationToken.None);
        _time.Advance(TimeSpan.FromHours(2));
        for (var i = 1; i <= 50; i++)
        {
            await store.EndSessionAsync("busy", $"s{i}", _time.GetUtcNow().AddHours(1), CancellationToken.None);
        }
        var full = (await store.FindAsync("busy", CancellationToken.None))!;
        await store.EndSessionAsync("busy", "s51", _time.GetUtcNow().AddHours(1), CancellationToken.None);
        var over = (await store.FindAsync("busy", CancellationToken.None))!;

        Assert.Equal((stamp, false, true, 50), (full.Stamp, full.HasEnded("s0"), full.HasEnded("s1"), full.EndedSessions.Count));
        Assert.NotEqual(stamp, over.Stamp);
        Assert.Empty(over.EndedSessions);
    }

    [Theory]
    [InlineData("ada", true)]
    [InlineData("ada.l+x@example-1.org", true)]
    [InlineData("", false)]
    [InlineData("a b", false)]
    [InlineData("ada\n", false)]
    [InlineData("ädä", false)]
    [InlineData("../x", false)]
    public void IsName_Text_IsLettersDigitsAndAFewSigns(string name, bool expected) => Assert.Equal(expected, AccountStore.IsName(name));

    private AccountStore Store()
    {
        var documents = new ConfigDocuments(fixture.Database, _time);
        var store = new AccountStore(documents, _time);
        _open.AddRange([documents, store]);
        return store;
    }

    private async Task RemoveAllAsync(AccountStore store)
    {
        using var documents = new ConfigDocuments(fixture.Database, _time);
        foreach (var account in await store.ListAsync(CancellationToken.None))
        {
            await documents.DeleteAsync(ConfigTable.Accounts, account.Id, null, CancellationToken.None);
        }
    }
}

using Observe.Storage.Config;

namespace Observe.Storage.Tests.Config;

public sealed class AccountsOfProviderTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IDisposable
{
    private const string Issuer = "https://provider.example";
    private readonly ConfigDocuments _documents = new(fixture.Database, TimeProvider.System);

    public void Dispose() => _documents.Dispose();

    [Fact]
    public async Task ArriveAsync_SameSubject_IsOneAccountWithTheRoleOfTheLastTime()
    {
        using var store = new AccountStore(_documents, TimeProvider.System);

        var first = (await store.ArriveAsync(Issuer, "s1", "ada@example.com", AccountRole.Editor, CancellationToken.None))!;
        var same = (await store.ArriveAsync(Issuer, "s1", "another name", AccountRole.Editor, CancellationToken.None))!;
        var less = (await store.ArriveAsync(Issuer, "s1", "ada@example.com", AccountRole.Viewer, CancellationToken.None))!;
        var elsewhere = (await store.ArriveAsync("https://other.example", "s1", "eve@example.com", AccountRole.Viewer, CancellationToken.None))!;

        Assert.Equal(("ada@example.com", AccountRole.Editor, true, false, true), (first.Account.Name, first.Account.Role, first.Account.IsOfProvider, first.Account.HasPassword, first.Account.IsActive));
        Assert.Equal((first.Account.Id, first.Stamp, "ada@example.com"), (same.Account.Id, same.Stamp, same.Account.Name));
        Assert.Equal((first.Account.Id, AccountRole.Viewer), (less.Account.Id, less.Account.Role));
        Assert.NotEqual(first.Stamp, less.Stamp);
        Assert.NotEqual(first.Account.Id, elsewhere.Account.Id);
    }

    [Fact]
    public async Task ArriveAsync_NameOfSomebodyElse_IsToldApart()
    {
        using var store = new AccountStore(_documents, TimeProvider.System, new AccountRules("Root"));
        await store.AddAsync("bo", AccountRole.Admin, "hash", CancellationToken.None);

        var names = new List<string>();
        foreach (var (subject, name) in new[] { ("n1", "Bo"), ("n2", "root"), ("n3", "Zoë <b>"), ("n4", ""), ("n5", "cy") })
        {
            names.Add((await store.ArriveAsync(Issuer, subject, name, AccountRole.Viewer, CancellationToken.None))!.Account.Name);
        }

        Assert.Matches("^Bo\\+[0-9a-f]{6}$", names[0]);
        Assert.Matches("^root\\+[0-9a-f]{6}$", names[1]);
        Assert.Equal(["Zo---b-", "user", "cy"], names[2..]);
        Assert.All(names, name => Assert.True(AccountStore.IsName(name)));
        // The other way round, too: nobody is invited under the name of one who came from the provider.
        Assert.Null(await store.InviteAsync("CY", AccountRole.Viewer, CancellationToken.None));
        Assert.Null(await store.InviteAsync("Root", AccountRole.Viewer, CancellationToken.None));
    }

    [Fact]
    public async Task Account_OfProvider_TakesNoPasswordAndNoOtherRole()
    {
        using var store = new AccountStore(_documents, TimeProvider.System);
        var stored = (await store.ArriveAsync(Issuer, "p1", "pia", AccountRole.Viewer, CancellationToken.None))!;

        Assert.Null(await store.ResetAsync(stored.Account.Id, CancellationToken.None));
        Assert.Equal(AccountChange.OfProvider, await store.ChangeAsync(stored.Account.Id, AccountRole.Admin, false, CancellationToken.None));
        Assert.Equal(AccountChange.Done, await store.ChangeAsync(stored.Account.Id, AccountRole.Viewer, true, CancellationToken.None));
        Assert.Null(await store.ArriveAsync(Issuer, "p1", "pia", AccountRole.Admin, CancellationToken.None));
    }
}

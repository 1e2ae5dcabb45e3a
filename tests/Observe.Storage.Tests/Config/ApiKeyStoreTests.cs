using Observe.Storage.Config;

namespace Observe.Storage.Tests.Config;

public class ApiKeyStoreTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public async Task AddAsync_Key_IsFoundByWhoeverReadsTheStoreLater()
    {
        using var documents = new ConfigDocuments(fixture.Database, TimeProvider.System);
        using var store = new ApiKeyStore(documents, TimeProvider.System);
        var created = await store.AddAsync("shop", [ApiKeyScopes.Ingest], CancellationToken.None);
        var ring = new ApiKeyRing(store, TimeProvider.System);
        Assert.Null(ring.Find(created!.Secret));

        await ring.RefreshAsync(CancellationToken.None);

        Assert.Equal(created.Key.Id, ring.Find(created.Secret)!.Id);
        Assert.True(ring.HasActive(ApiKeyScopes.Ingest));
        Assert.DoesNotContain(
            await documents.ListAsync(ConfigTable.ApiKeys, CancellationToken.None),
            document => document.Body.Contains(created.Secret, StringComparison.Ordinal));

        Assert.True(await store.RevokeAsync(created.Key.Id, CancellationToken.None));
        await ring.RefreshAsync(CancellationToken.None);

        Assert.False(ring.Find(created.Secret)!.IsActive);
        Assert.False(ring.HasActive(ApiKeyScopes.Ingest));
    }
}

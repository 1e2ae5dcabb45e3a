using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class ConfigDocumentsTests(EngineFixture engine) : IClassFixture<EngineFixture>, IDisposable
{
    private readonly ConfigDocuments _documents = new(engine.Database, TimeProvider.System);

    public void Dispose() => _documents.Dispose();

    [Fact]
    public async Task Add_AwkwardBody_IsReadBackAsItWas()
    {
        const string Body = "{\"name\":\"it's \\\\ \\\"quoted\\\" {p0:String} 雪 🎉\ttab\\nline\"}";

        await _documents.AddAsync(ConfigTable.AlertRules, "awkward", Body, CancellationToken.None);

        var read = await _documents.GetAsync(ConfigTable.AlertRules, "awkward", CancellationToken.None);
        Assert.Equal(Body, read!.Body);
        Assert.Equal(1, read.Version);
    }

    [Fact]
    public async Task Replace_ManyAtOnceWithTheSameVersion_OneWins()
    {
        await _documents.AddAsync(ConfigTable.AlertRules, "contended", "{}", CancellationToken.None);

        var results = await Task.WhenAll(Enumerable.Range(0, 8).Select(i =>
            _documents.ReplaceAsync(ConfigTable.AlertRules, "contended", $"{{\"i\":{i}}}", 1, CancellationToken.None)));

        Assert.Single(results, result => result.Status == SaveStatus.Saved);
        Assert.Equal(7, results.Count(result => result.Status == SaveStatus.Conflict));
    }

    [Fact]
    public async Task Put_AfterDelete_IsThereAgain()
    {
        await _documents.PutAsync(ConfigTable.AlertRules, "again", "{\"i\":1}", CancellationToken.None);
        await _documents.PutAsync(ConfigTable.AlertRules, "again", "{\"i\":2}", CancellationToken.None);
        await _documents.DeleteAsync(ConfigTable.AlertRules, "again", null, CancellationToken.None);

        await _documents.PutAsync(ConfigTable.AlertRules, "again", "{\"i\":3}", CancellationToken.None);

        var document = await _documents.GetAsync(ConfigTable.AlertRules, "again", CancellationToken.None);
        Assert.Equal(("{\"i\":3}", 4), (document!.Body, document.Version));
    }

    [Fact]
    public async Task Delete_Document_IsGoneFromListAndGet()
    {
        await _documents.AddAsync(ConfigTable.Webhooks, "a", "{}", CancellationToken.None);
        await _documents.AddAsync(ConfigTable.Webhooks, "b", "{}", CancellationToken.None);

        Assert.Equal(SaveStatus.Conflict, await _documents.DeleteAsync(ConfigTable.Webhooks, "a", 9, CancellationToken.None));
        Assert.Equal(SaveStatus.Saved, await _documents.DeleteAsync(ConfigTable.Webhooks, "a", 1, CancellationToken.None));

        Assert.Equal(["b"], (await _documents.ListAsync(ConfigTable.Webhooks, CancellationToken.None)).Select(row => row.Id));
        Assert.Null(await _documents.GetAsync(ConfigTable.Webhooks, "a", CancellationToken.None));
        Assert.Equal(SaveStatus.NotFound, await _documents.DeleteAsync(ConfigTable.Webhooks, "a", null, CancellationToken.None));
    }
}

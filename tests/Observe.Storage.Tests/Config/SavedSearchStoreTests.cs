using Microsoft.Extensions.Time.Testing;
using Observe.Storage.Config;
using Observe.Storage.Search;

namespace Observe.Storage.Tests.Config;

public class SavedSearchStoreTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 11, 23, 3, 0, 0, TimeSpan.Zero);
    private static readonly SavedSearch Slow = new() { Name = " slow \"payments\" ", Signal = SearchTarget.Spans, Search = "service = payments and duration > 900ms", From = "now-6h" };

    private readonly ConfigDocuments _documents = new(fixture.Database, new FakeTimeProvider(Start));

    // Nobody else in this store has these ids.
    private readonly SearchOwner _viewer = new($"account:{Guid.NewGuid()}", "vera", AccountRole.Viewer);
    private readonly SearchOwner _editor = new($"account:{Guid.NewGuid()}", "ed", AccountRole.Editor);

    private SavedSearchStore Store => new(_documents, new FakeTimeProvider(Start));

    [Fact]
    public async Task Own_AddedRenamedAndDeleted_IsSeenByItsOwnerAlone()
    {
        var (saved, _) = await Store.AddAsync(Slow, _viewer, shared: false, default);
        await Store.AddAsync(Slow with { Name = "Errors", Signal = SearchTarget.Logs, Search = "level >= error" }, _viewer, shared: false, default);

        Assert.Equal(Slow with { Id = saved!.Id, Name = "slow \"payments\"", Owner = _viewer.Id, CreatedBy = "vera", CreatedAt = Start }, Assert.Single(await OwnAsync(_viewer, SearchTarget.Spans)));
        Assert.Equal(["Errors", "slow \"payments\""], (await OwnAsync(_viewer, null)).Select(search => search.Name));
        Assert.Empty(await OwnAsync(_editor, null));
        Assert.Equal(SearchSaving.NotFound, (await Store.RenameAsync(saved.Id, "mine", _editor, default)).Ending);
        Assert.Equal(SearchSaving.NotFound, await Store.DeleteAsync(saved.Id, _editor, default));
        Assert.Equal("vera", (await Store.RenameAsync(saved.Id, "A slow one", _viewer, default)).Renamed!.CreatedBy);
        Assert.Equal(SearchSaving.Done, await Store.DeleteAsync(saved.Id, _viewer, default));
        Assert.Equal(SearchSaving.NotFound, await Store.DeleteAsync(saved.Id, _viewer, default));
        Assert.Equal(SearchSaving.NotFound, (await Store.RenameAsync(saved.Id, "gone", _viewer, default)).Ending);
    }

    [Fact]
    public async Task Shared_ByAnEditor_IsSeenByAllAndChangedByEditorsOnly()
    {
        var name = $"of all {Guid.NewGuid()}";
        Assert.Equal(SearchSaving.NotAllowed, (await Store.AddAsync(Slow with { Name = name }, _viewer, shared: true, default)).Ending);
        var (saved, _) = await Store.AddAsync(Slow with { Name = name }, _editor, shared: true, default);

        Assert.Contains(saved, await Store.ListAsync(_viewer, SearchTarget.Spans, default));
        Assert.Equal(SearchSaving.NotAllowed, (await Store.RenameAsync(saved!.Id, "mine", _viewer, default)).Ending);
        Assert.Equal(SearchSaving.NotAllowed, await Store.DeleteAsync(saved.Id, _viewer, default));
        Assert.Equal(SearchSaving.NameTaken, (await Store.AddAsync(Slow with { Name = name.ToUpperInvariant() }, _editor, shared: true, default)).Ending);
        Assert.Equal(SearchSaving.Done, (await Store.AddAsync(Slow with { Name = name }, _editor, shared: false, default)).Ending);
        Assert.Equal(SearchSaving.Done, await Store.DeleteAsync(saved.Id, _editor, default));
    }

    [Fact]
    public async Task Add_ByAKeyThatReads_IsNotAllowed() => Assert.Equal(
        SearchSaving.NotAllowed, (await Store.AddAsync(Slow, new SearchOwner("", "grafana", AccountRole.Viewer), shared: false, default)).Ending);

    [Fact]
    public async Task Add_OneMoreThanSomebodyMayKeep_IsRefused()
    {
        for (var number = 0; number < SavedSearchStore.MostOwn; number++)
        {
            await _documents.AddAsync(ConfigTable.SavedSearches, ConfigId.New(), $$"""{"name":"{{number}}","signal":"logs","search":"cold","owner":"{{_viewer.Id}}"}""", default);
        }

        Assert.Equal(SearchSaving.Full, (await Store.AddAsync(Slow, _viewer, shared: false, default)).Ending);
        Assert.Equal(SearchSaving.Done, (await Store.AddAsync(Slow, _editor, shared: false, default)).Ending);
    }

    [Theory]
    [InlineData("", "cold", "", "name")]
    [InlineData("a\nb", "cold", "", "name")]
    [InlineData("x", "", "", "search")]
    [InlineData("x", "status = (", "", "search")]
    [InlineData("x", "", "now-6h", null)]
    public void Validate_Field_NamesWhatIsWrong(string name, string search, string from, string? field) => Assert.Equal(
        field, SavedSearchValidator.Validate(new SavedSearch { Name = name, Signal = SearchTarget.Spans, Search = search, From = from }).FirstOrDefault()?.Field);

    public void Dispose()
    {
        _documents.Dispose();
        GC.SuppressFinalize(this);
    }

    private async Task<IReadOnlyList<SavedSearch>> OwnAsync(SearchOwner owner, SearchTarget? signal) =>
        [.. (await Store.ListAsync(owner, signal, default)).Where(search => !search.IsShared)];
}

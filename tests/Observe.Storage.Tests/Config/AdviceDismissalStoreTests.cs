using Observe.Functions.Advice;
using Observe.Functions.Invocations;
using Observe.Storage.Config;

namespace Observe.Storage.Tests.Config;

public class AdviceDismissalStoreTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    private static readonly FunctionId Payments = new(0x00f067aa0ba902b7);

    [Fact]
    public async Task Dismissals_AddedRemovedAndAddedAgain_AreWhatWasSaidLast()
    {
        using var documents = new ConfigDocuments(fixture.Database, TimeProvider.System);
        using var store = new AdviceDismissalStore(documents, TimeProvider.System);
        Assert.Empty(await store.ListAsync(Payments, CancellationToken.None));

        await store.AddAsync(Payments, FindingKind.ColdStartsFelt, "", "a nightly batch", "ada", CancellationToken.None);
        await store.AddAsync(Payments, FindingKind.SlowerStartSince, "42", "a bigger package", "", CancellationToken.None);
        await store.AddAsync(Payments, FindingKind.SlowerStartSince, "43", "still bigger", "", CancellationToken.None);
        Assert.True(await store.RemoveAsync(Payments, FindingKind.ColdStartsFelt, CancellationToken.None));
        Assert.False(await store.RemoveAsync(Payments, FindingKind.ColdStartsFelt, CancellationToken.None));
        await store.AddAsync(Payments, FindingKind.ColdStartsFelt, "", "it's fine", "bob", CancellationToken.None);

        Assert.Equal(
            [(FindingKind.SlowerStartSince, "43", "still bigger", ""), (FindingKind.ColdStartsFelt, "", "it's fine", "bob")],
            (await store.ListAsync(Payments, CancellationToken.None)).Select(item => (item.Kind, item.Subject, item.Reason, item.By)));
        Assert.Empty(await store.ListAsync(new FunctionId(1), CancellationToken.None));
    }

    [Fact]
    public async Task List_KindThatOnlyANewerObserveKnows_IsLeftOut()
    {
        using var documents = new ConfigDocuments(fixture.Database, TimeProvider.System);
        using var store = new AdviceDismissalStore(documents, TimeProvider.System);
        var function = new FunctionId(2);
        const string Body = """[{"kind":"TooManyCooks","subject":"","reason":"?","by":"","at":"2026-11-23T03:15:00Z"}]""";
        await documents.AddAsync(ConfigTable.AdviceDismissals, function.ToString(), Body, CancellationToken.None);

        Assert.Empty(await store.ListAsync(function, CancellationToken.None));
    }
}

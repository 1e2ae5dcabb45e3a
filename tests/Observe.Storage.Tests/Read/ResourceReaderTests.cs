using Observe.Storage.Read;
using static Observe.Storage.Tests.SomeTelemetry;

namespace Observe.Storage.Tests.Read;

public class ResourceReaderTests(EngineFixture fixture) : IClassFixture<EngineFixture>
{
    [Fact]
    public async Task GetAsync_ResourceThatWasRead_IsNotReadAgain()
    {
        var (resource, later) = (Resource("kept"), Resource("later"));
        var reader = new ResourceReader(fixture.Database);
        await StoreAsync(fixture.Writer, [Span(1, 1, service: "kept")]);

        Assert.Equal([resource.Fingerprint], (await reader.GetAsync([resource.Fingerprint, later.Fingerprint], default)).Keys);
        await fixture.Database.ExecuteAsync("TRUNCATE TABLE resources", null, default);
        await StoreAsync(fixture.Writer, [Span(2, 1, service: "later")]);
        var known = await reader.GetAsync([resource.Fingerprint, later.Fingerprint], default);

        Assert.Equal(2, known.Count);
        Assert.Equal(resource.Attributes.OrderBy(item => item.Key), known[resource.Fingerprint].Attributes);
    }
}

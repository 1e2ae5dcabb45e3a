using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class WebhookStoreTests
{
    private readonly FakeConfigDocuments _documents = new(TimeProvider.System);
    private readonly WebhookStore _store;

    public WebhookStoreTests() => _store = new WebhookStore(_documents, new EphemeralDataProtectionProvider(), TimeProvider.System);

    [Fact]
    public async Task Add_Secret_IsNotInTheStoreInAnyPlainForm()
    {
        var created = await AddAsync();

        var encoded = created.Secret["whsec_".Length..];
        var raw = Convert.FromBase64String(encoded);
        var body = Assert.Single(_documents.Bodies);
        Assert.Equal(32, raw.Length);
        Assert.DoesNotContain(encoded, body, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToHexString(raw), body, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(-1, Encoding.UTF8.GetBytes(body).AsSpan().IndexOf(raw));
        Assert.Equal(created.Secret, await _store.GetSecretAsync(created.Webhook.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Replace_NewName_KeepsTheSecret()
    {
        var created = await AddAsync();

        var result = await _store.ReplaceAsync(created.Webhook with { Name = "renamed" }, 1, CancellationToken.None);

        Assert.Equal(SaveStatus.Saved, result.Status);
        Assert.Equal(2, result.Value!.Version);
        Assert.Equal(created.Secret, await _store.GetSecretAsync(created.Webhook.Id, CancellationToken.None));
    }

    [Fact]
    public async Task Replace_OldVersion_IsAConflictThatShowsTheCurrentOne()
    {
        var created = await AddAsync();
        await _store.ReplaceAsync(created.Webhook with { Name = "first" }, 1, CancellationToken.None);

        var result = await _store.ReplaceAsync(created.Webhook with { Name = "second" }, 1, CancellationToken.None);

        Assert.Equal(SaveStatus.Conflict, result.Status);
        Assert.Equal("first", result.Value!.Name);
    }

    private Task<CreatedWebhook> AddAsync() => _store.AddAsync(
        new Webhook { Name = "oncall", Url = "https://hooks.example/x" }, CancellationToken.None);
}

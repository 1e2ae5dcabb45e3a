using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Time.Testing;
using Observe.Alerts.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Alerts.Tests.Config;

public sealed class WebhookStoreTests
{
    private readonly FakeTimeProvider _time = new(Some.Time);
    private readonly FakeConfigDocuments _documents;
    private readonly WebhookStore _store;

    public WebhookStoreTests()
    {
        _documents = new FakeConfigDocuments(_time);
        _store = new WebhookStore(_documents, new EphemeralDataProtectionProvider(), _time);
    }

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
        Assert.Equal([created.Secret], await SecretsAsync(created));
    }

    [Fact]
    public async Task Replace_NewName_KeepsTheSecret()
    {
        var created = await AddAsync();

        var result = await _store.ReplaceAsync(created.Webhook with { Name = "renamed" }, 1, CancellationToken.None);

        Assert.Equal(SaveStatus.Saved, result.Status);
        Assert.Equal(2, result.Value!.Version);
        Assert.Equal([created.Secret], await SecretsAsync(created));
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

    [Fact]
    public async Task Rotate_FormerSecret_GoesOnUntilItsTimeIsOver()
    {
        var created = await AddAsync();

        var rotated = (await _store.RotateAsync(created.Webhook.Id, TimeSpan.FromHours(24), 1, CancellationToken.None)).Value!;
        await _store.ReplaceAsync(rotated.Webhook with { Name = "renamed", FormerSecretUntil = null }, 2, CancellationToken.None);

        Assert.Equal(Some.Time.AddHours(24), rotated.Webhook.FormerSecretUntil);
        _time.Advance(TimeSpan.FromHours(24) - TimeSpan.FromTicks(1));
        Assert.Equal([rotated.Secret, created.Secret], await SecretsAsync(created));
        _time.Advance(TimeSpan.FromTicks(1));
        Assert.Equal([rotated.Secret], await SecretsAsync(created));
        Assert.DoesNotContain(rotated.Secret["whsec_".Length..], Assert.Single(_documents.Bodies), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rotate_Leaked_EndsTheFormerAtOnceAndASecondTimeTheOneBefore()
    {
        var created = await AddAsync();
        var second = (await _store.RotateAsync(created.Webhook.Id, TimeSpan.FromHours(1), null, CancellationToken.None)).Value!;
        var third = (await _store.RotateAsync(created.Webhook.Id, TimeSpan.FromHours(1), null, CancellationToken.None)).Value!;
        Assert.Equal([third.Secret, second.Secret], await SecretsAsync(created));

        var fourth = (await _store.RotateAsync(created.Webhook.Id, TimeSpan.Zero, null, CancellationToken.None)).Value!;

        Assert.Equal([fourth.Secret], await SecretsAsync(created));
    }

    [Fact]
    public async Task Rotate_SomebodyElseWasFirst_ShowsNoSecret()
    {
        var created = await AddAsync();
        var first = (await _store.RotateAsync(created.Webhook.Id, TimeSpan.Zero, 1, CancellationToken.None)).Value!;

        var second = await _store.RotateAsync(created.Webhook.Id, TimeSpan.Zero, 1, CancellationToken.None);

        Assert.Equal((SaveStatus.Conflict, "", 2), (second.Status, second.Value!.Secret, second.Value.Webhook.Version));
        Assert.Equal([first.Secret], await SecretsAsync(created));
    }

    private Task<IReadOnlyList<string>> SecretsAsync(CreatedWebhook created) => _store.GetSecretsAsync(created.Webhook.Id, CancellationToken.None);

    private Task<CreatedWebhook> AddAsync() => _store.AddAsync(
        new Webhook { Name = "oncall", Url = "https://hooks.example/x" }, CancellationToken.None);
}

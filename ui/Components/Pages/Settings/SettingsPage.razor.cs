using Microsoft.AspNetCore.Components;
using MudBlazor;
using Observe.Storage.Config;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Retention;

namespace Observe.UI.Components.Pages.Settings;

public sealed partial class SettingsPage
{
    [Inject]
    public required IIngestReader Ingest { get; init; }

    [Inject]
    public required IStorageReader Store { get; init; }

    [Inject]
    public required StorageOptions Options { get; init; }

    [Inject]
    public required ApiKeyStore Keys { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    private SettingsView? View { get; set; }

    protected override SettingsPageState? Parse(Uri address) => SettingsPageState.Parse(address);

    protected override Task LoadAsync(bool quiet)
    {
        var range = State.Range.Resolve(Time);
        return Query.RunAsync(
            async cancellation => new SettingsView(
                await Ingest.GetAsync(range, buckets: 1, cancellation),
                await Keys.ListAsync(cancellation),
                await Store.GetAsync(cancellation),
                StorageLimit.Of(Options),
                Time.GetUtcNow()),
            view => View = view,
            quiet);
    }

    private async Task AddKeyAsync()
    {
        var dialog = await Dialogs.ShowAsync<KeyDialog>("", new DialogOptions { BackdropClick = false });
        await dialog.Result;
        await LoadAsync(quiet: true);
    }

    private async Task RevokeKeyAsync(ApiKey key)
    {
        var sure = await Dialogs.ShowMessageBoxAsync(
            $"Revoke {key.Prefix}…?", $"Whoever still shows this key of {key.Name} is refused within two seconds. It cannot be given back.",
            yesText: "Revoke", cancelText: "Cancel");
        if (sure == true)
        {
            await Keys.RevokeAsync(key.Id, CancellationToken.None);
            await LoadAsync(quiet: true);
        }
    }

    private sealed record SettingsView(
        IngestResult Ingest, IReadOnlyList<ApiKey> Keys, StorageUsage Usage, StorageLimit Limit, DateTimeOffset ReadAt);
}

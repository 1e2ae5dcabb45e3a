using Microsoft.AspNetCore.Components;
using MudBlazor;
using Observe.Storage.Config;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Retention;
using Observe.UI.Browser;

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
    public required AccessDesk Access { get; init; }

    [Inject]
    public required Viewer Viewer { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required PageAudit Audit { get; init; }

    /// <summary>Why the last change of an account was refused.</summary>
    private string? _said;

    private SettingsView? View { get; set; }

    protected override SettingsPageState? Parse(Uri address) => SettingsPageState.Parse(address);

    protected override Task LoadAsync(bool quiet)
    {
        var range = State.Range.Resolve(Time);
        return Query.RunAsync(
            async cancellation => new SettingsView(
                await Ingest.GetAsync(range, buckets: 1, cancellation),
                await Store.GetAsync(cancellation),
                StorageLimit.Of(Options),
                await ReadAccessAsync(cancellation),
                Time.GetUtcNow()),
            view => View = view,
            quiet);
    }

    /// <summary>Null for whoever may not see it.</summary>
    private async Task<AccessView?> ReadAccessAsync(CancellationToken cancellationToken) => await Viewer.MayAsync(AccountRole.Admin)
        ? new AccessView(await Access.Keys.ListAsync(cancellationToken), await Access.Accounts.ListAsync(cancellationToken), await Viewer.NameAsync())
        : null;

    private async Task AddKeyAsync()
    {
        await Viewer.DemandAsync(AccountRole.Admin);
        var dialog = await Dialogs.ShowAsync<KeyDialog>("", new DialogOptions { BackdropClick = false });
        await dialog.Result;
        await LoadAsync(quiet: true);
    }

    private async Task RevokeKeyAsync(ApiKey key)
    {
        await Viewer.DemandAsync(AccountRole.Admin);
        var sure = await Dialogs.ShowMessageBoxAsync(
            $"Revoke {key.Prefix}…?", $"Whoever still shows this key of {key.Name} is refused within two seconds. It cannot be given back.",
            yesText: "Revoke", cancelText: "Cancel");
        if (sure == true)
        {
            await Access.Keys.RevokeAsync(key.Id, CancellationToken.None);
            await Audit.DoneAsync(AuditActions.RevokeKey, key.Id, key.Name);
            await LoadAsync(quiet: true);
        }
    }

    private async Task AddAccountAsync()
    {
        await Viewer.DemandAsync(AccountRole.Admin);
        var dialog = await Dialogs.ShowAsync<AccountDialog>("", new DialogOptions { BackdropClick = false });
        await dialog.Result;
        await LoadAsync(quiet: true);
    }

    private Task ChangeRoleAsync((Account Account, AccountRole Role) change) =>
        ChangeAsync(change.Account, change.Role, change.Account.DisabledAt is not null);

    private async Task EnableAccountAsync(Account account)
    {
        var disable = account.DisabledAt is null;
        if (!disable || await IsSureAsync($"Disable {account.Name}?", "All their sessions end at once. It can be taken back.", "Disable"))
        {
            await ChangeAsync(account, account.Role, disable);
        }
    }

    private async Task ResetAccountAsync(Account account)
    {
        await Viewer.DemandAsync(AccountRole.Admin);
        var warning = "The present password and all sessions end at once. You get a new link for them, good for two days.";
        if (await IsSureAsync($"A new link for {account.Name}?", warning, "Make a new link") && await Access.Accounts.ResetAsync(account.Id, CancellationToken.None) is { } invitation)
        {
            await Access.Ring.RefreshAsync(CancellationToken.None);
            await Audit.DoneAsync(AuditActions.InviteUser, account.Id);
            var parameters = new DialogParameters<AccountDialog> { { dialog => dialog.Invitation, invitation } };
            var dialog = await Dialogs.ShowAsync<AccountDialog>("", parameters, new DialogOptions { BackdropClick = false });
            await dialog.Result;
            await LoadAsync(quiet: true);
        }
    }

    private async Task ChangeAsync(Account account, AccountRole role, bool isDisabled)
    {
        await Viewer.DemandAsync(AccountRole.Admin);
        var change = await Access.Accounts.ChangeAsync(account.Id, role, isDisabled, CancellationToken.None);
        if (change == AccountChange.Done)
        {
            await Audit.DoneAsync(AuditActions.ChangeUser, account.Id, AccountText.Change(role, isDisabled));
        }
        _said = change switch
        {
            AccountChange.LastAdmin => AccountText.LastAdmin,
            AccountChange.OfProvider => AccountText.OfProvider,
            AccountChange.NotFound => $"{account.Name} is gone.",
            _ => null,
        };
        await Access.Ring.RefreshAsync(CancellationToken.None);
        await LoadAsync(quiet: true);
    }

    private async Task<bool> IsSureAsync(string title, string text, string yes) =>
        await Dialogs.ShowMessageBoxAsync(title, text, yesText: yes, cancelText: "Cancel") == true;

    private sealed record SettingsView(IngestResult Ingest, StorageUsage Usage, StorageLimit Limit, AccessView? Access, DateTimeOffset ReadAt);

    private sealed record AccessView(IReadOnlyList<ApiKey> Keys, IReadOnlyList<Account> Accounts, string Self);
}

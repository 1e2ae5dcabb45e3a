using Microsoft.AspNetCore.Components;
using MudBlazor;
using Observe.Storage;
using Observe.Storage.Config;
using Observe.UI.Browser;

namespace Observe.UI.Components.Pages.Alerts;

public sealed partial class AlertsPage
{
    private DateTimeOffset _now;
    private TimeRange _range;
    private string? _said;

    [Inject]
    public required AlertsDesk Desk { get; init; }

    [Inject]
    public required ProvisioningState Provisioning { get; init; }

    [Inject]
    public required IDialogService Dialogs { get; init; }

    [Inject]
    public required Viewer Viewer { get; init; }

    /// <summary>The router wants to set it; the address is read as a whole in <see cref="Parse"/>.</summary>
    [Parameter]
    public string? RuleId { get; set; }

    [Inject]
    public required PageAudit Audit { get; init; }

    private AlertBoard? Board { get; set; }

    protected override AlertsPageState? Parse(Uri address) => AlertsPageState.Parse(address);

    protected override Task LoadAsync(bool quiet)
    {
        var range = State.Range.Resolve(Time);
        return Query.RunAsync(
            cancellation => Desk.Board.GetAsync(State.RuleId, range, cancellation),
            board => (Board, _range, _now) = (board, range, Time.GetUtcNow()),
            quiet);
    }

    private async Task AddRuleAsync()
    {
        if (await ShowRuleDialogAsync(null) is { } id)
        {
            Go((State with { RuleId = id }).ToUrl());
        }
    }

    private async Task EditRuleAsync(AlertRule rule)
    {
        switch (await ShowRuleDialogAsync(rule))
        {
            case "":
                Go((State with { RuleId = null }).ToUrl());
                break;
            case not null:
                await LoadAsync(quiet: true);
                break;
        }
    }

    /// <returns>The rule's id; empty when it was deleted; null when nothing was done.</returns>
    private async Task<string?> ShowRuleDialogAsync(AlertRule? rule)
    {
        await Viewer.DemandAsync(AccountRole.Editor);
        var parameters = new DialogParameters<RuleDialog>
        {
            { dialog => dialog.Rule, rule },
            { dialog => dialog.Webhooks, Board!.Webhooks },
        };
        var dialog = await Dialogs.ShowAsync<RuleDialog>("", parameters);
        return await dialog.Result is { Canceled: false, Data: string id } ? id : null;
    }

    private Task AddWebhookAsync() => EditWebhookAsync(null);

    private async Task EditWebhookAsync(Webhook? webhook)
    {
        await Viewer.DemandAsync(AccountRole.Editor);
        var parameters = new DialogParameters<WebhookDialog> { { dialog => dialog.Webhook, webhook } };
        var dialog = await Dialogs.ShowAsync<WebhookDialog>("", parameters, new DialogOptions { BackdropClick = false });
        await dialog.Result;
        await LoadAsync(quiet: true);
    }

    private async Task EnableAsync(Webhook webhook)
    {
        await Viewer.DemandAsync(AccountRole.Editor);
        var result = await Desk.Webhooks.ReplaceAsync(webhook with { Enabled = true }, webhook.Version, CancellationToken.None);
        if (result.Status == SaveStatus.Saved)
        {
            await Audit.DoneAsync(AuditActions.ChangeWebhook, webhook.Id, $"{webhook.Name}: enabled");
        }
        _said = result.Status == SaveStatus.Saved
            ? $"{webhook.Name} is enabled. What was given up meanwhile can be sent again."
            : $"{webhook.Name} was changed meanwhile. It is shown as it is now.";
        await LoadAsync(quiet: true);
    }

    private async Task TestFireAsync(AlertRule rule)
    {
        foreach (var webhook in Board!.Webhooks.Where(webhook => rule.WebhookIds.Contains(webhook.Id)))
        {
            await TestAsync(webhook);
        }
    }

    private async Task TestAsync(Webhook webhook)
    {
        await Viewer.DemandAsync(AccountRole.Editor);
        var ping = TestPing.To(webhook, Time.GetUtcNow());
        await Desk.Notifications.AppendAsync([ping], CancellationToken.None);
        await Audit.DoneAsync(AuditActions.TestWebhook, webhook.Id, webhook.Name);
        _said = $"A test.ping to {webhook.Name} is on its way as {ping.Id}.";
    }

    private async Task SilenceAsync(Silence silence)
    {
        await Viewer.DemandAsync(AccountRole.Editor);
        var parameters = new DialogParameters<SilenceDialog> { { dialog => dialog.Silence, silence } };
        var dialog = await Dialogs.ShowAsync<SilenceDialog>("", parameters);
        if (await dialog.Result is { Canceled: false })
        {
            await LoadAsync(quiet: true);
        }
    }

    private async Task EndSilenceAsync(Silence silence)
    {
        await Viewer.DemandAsync(AccountRole.Editor);
        await Desk.Silences.EndAsync(silence.Id, Time.GetUtcNow(), CancellationToken.None);
        await Audit.DoneAsync(AuditActions.EndSilence, silence.Id, silence.Reason);
        await LoadAsync(quiet: true);
    }

    private async Task RedeliverAsync(DeliveryRow row)
    {
        await Viewer.DemandAsync(AccountRole.Editor);
        var status = await Desk.Deliveries.RedeliverAsync(row.NotificationId, row.WebhookId, Time.GetUtcNow(), CancellationToken.None);
        if (status == RedeliverStatus.Queued)
        {
            await Audit.DoneAsync(AuditActions.Redeliver, row.WebhookId, row.NotificationId);
        }
        _said = status == RedeliverStatus.TooOld ? "This message is too old to be sent again." : null;
        await LoadAsync(quiet: true);
    }

    private async Task RedeliverRangeAsync(Webhook webhook)
    {
        await Viewer.DemandAsync(AccountRole.Editor);
        var parameters = new DialogParameters<RedeliverDialog> { { dialog => dialog.Webhook, webhook } };
        var dialog = await Dialogs.ShowAsync<RedeliverDialog>("", parameters);
        if (await dialog.Result is { Canceled: false, Data: RedeliveryResult result })
        {
            await Audit.DoneAsync(AuditActions.Redeliver, webhook.Id, $"{webhook.Name}: {result.Queued} messages");
            _said = $"{result.Queued} {(result.Queued == 1 ? "message is" : "messages are")} on the way to {webhook.Name} again."
                + (result.Left > 0 ? $" {result.Left} more can be sent after them." : "");
            await LoadAsync(quiet: true);
        }
    }
}

using Observe.Storage.Config;

namespace Observe.UI.Components.Pages.Home;

/// <summary>What fires, what of it is silenced, and whether messages about it arrive.</summary>
public sealed class HomeAlertsReader(
    IAlertTransitionStore transitions, AlertRuleStore rules, SilenceStore silences, WebhookHealthReader webhooks, TimeProvider time)
{
    public async Task<HomeAlerts> GetAsync(CancellationToken cancellationToken)
    {
        var states = transitions.LatestAsync(cancellationToken);
        var known = rules.ListAsync(cancellationToken);
        var silenced = silences.ListAsync(cancellationToken);
        var health = webhooks.ListAsync(cancellationToken);
        await Task.WhenAll(states, known, silenced, health);
        return HomeAlerts.Of(await states, await known, new SilenceBook(await silenced, time.GetUtcNow()), await health);
    }
}

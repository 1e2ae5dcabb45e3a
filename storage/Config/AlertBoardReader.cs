namespace Observe.Storage.Config;

/// <summary>What the alerts' page shows at once.</summary>
/// <param name="Selected">Null when there is no such rule.</param>
/// <param name="Silences">All of them, in the order of <see cref="SilenceState"/>; the expired ones newest end first, the others in the order in which they end.</param>
/// <param name="History">Of the selected rule, oldest first.</param>
/// <param name="Deliveries">Of all rules and test pings when none is asked for, else of the asked rule; newest first.</param>
public sealed record AlertBoard(
    IReadOnlyList<AlertStatus> Statuses,
    IReadOnlyList<WebhookStatus> Health,
    IReadOnlyList<Silence> Silences,
    AlertStatus? Selected,
    IReadOnlyList<AlertEvaluationRow> History,
    IReadOnlyList<DeliveryRow> Deliveries)
{
    public IReadOnlyList<Webhook> Webhooks { get; } = [.. Health.Select(status => status.Webhook).OfType<Webhook>()];
}

/// <summary>Reads all rules with their states, and one of them in depth.</summary>
public sealed class AlertBoardReader(
    AlertStatusReader statuses, WebhookHealthReader webhooks, SilenceStore silences, IAlertEvaluationStore evaluations, IDeliveryStore deliveries, TimeProvider time)
{
    private const int MaxEvaluations = 1_000;
    private const int MaxDeliveries = 50;

    /// <param name="ruleId">Null for the first of those that need a look.</param>
    public async Task<AlertBoard> GetAsync(string? ruleId, TimeRange range, CancellationToken cancellationToken)
    {
        var all = await statuses.ListAsync(cancellationToken);
        var selected = ruleId is null
            ? all.OrderByDescending(status => status.IsOpen).ThenByDescending(status => status.State == AlertState.Pending).FirstOrDefault()
            : all.FirstOrDefault(status => status.Rule.Id == ruleId);
        IReadOnlyList<AlertEvaluationRow> history = selected is null
            ? []
            : await evaluations.ListAsync(range, selected.Rule.Id, MaxEvaluations, cancellationToken);
        return new AlertBoard(
            all,
            await webhooks.ListAsync(cancellationToken),
            Sorted(await silences.ListAsync(cancellationToken), time.GetUtcNow()),
            selected,
            [.. history.Reverse()],
            await deliveries.ListAsync(range, ruleId, MaxDeliveries, cancellationToken));
    }

    private static List<Silence> Sorted(IReadOnlyList<Silence> all, DateTimeOffset now) =>
        [.. all.OrderBy(silence => silence.State(now)).ThenBy(silence => silence.State(now) == SilenceState.Expired ? -silence.EndsAt.Ticks : silence.EndsAt.Ticks)];
}

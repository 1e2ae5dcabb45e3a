using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Observe.Alerts.Backtest;
using Observe.Alerts.Deliver;
using Observe.Alerts.Evaluate;
using Observe.Alerts.Format;
using Observe.Alerts.Group;
using Observe.Alerts.Outgoing;
using Observe.Alerts.Provision;
using Observe.Alerts.Standby;
using Observe.Storage.Config;

namespace Observe.Alerts;

/// <summary>Adds the evaluation of rules and the delivery of webhooks; storage is added beside it.</summary>
public static class AlertsRegistration
{
    public static IServiceCollection AddAlerts(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddAlertsOptions(configuration);
        services.AddConfigStores();
        services.TryAddSingleton(TimeProvider.System);
        services.AddMetrics();
        services.TryAddSingleton<AlertsMeter>();

        services.TryAddSingleton<FunctionWindows>();
        services.TryAddSingleton<SearchMeasures>();
        services.TryAddSingleton<FunctionFindings>();
        services.TryAddSingleton<RuleMeasure>();
        services.TryAddSingleton<FiringTraces>();
        services.TryAddSingleton<AlertInstances>();
        services.TryAddSingleton<RuleEvaluation>();
        services.TryAddSingleton<EvaluationWriter>();
        services.TryAddSingleton<GroupNotifier>();
        // Before those who ask it: it says that this process is gone when they have stopped.
        services.TryAddSingleton<AlertsLease>();
        services.AddHostedService(provider =>
        {
            var lease = provider.GetRequiredService<AlertsLease>();
            provider.GetRequiredService<AlertsMeter>().SetWorking(() => lease.IsHeld);
            return lease;
        });
        services.AddHostedService<AlertProvisioner>();
        services.AddHostedService<AlertEvaluator>();

        services.TryAddSingleton<IHostResolver, SystemHostResolver>();
        services.TryAddSingleton<OutgoingGuard>();
        services.AddWebhookFormats(configuration);
        services.TryAddSingleton<AlertPayload>();
        services.TryAddSingleton<OutboxSignal>();
        services.TryAddSingleton<RetrySchedule>();
        services.TryAddSingleton<WebhookSender>();
        services.TryAddSingleton<DeliveryLog>();
        services.TryAddSingleton<WebhookDelivery>();
        services.AddHostedService<DeliveryDispatcher>();
        services.TryAddSingleton<WebhookNotice>();
        services.AddHostedService<WebhookWatch>();
        return services;
    }

    /// <summary>What writes and checks the bodies of webhooks, for pages and programs that edit them, too.</summary>
    public static IServiceCollection AddWebhookFormats(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<LinkOptions>().Bind(configuration.GetSection(LinkOptions.Section));
        services.TryAddSingleton<AlertLinks>();
        services.TryAddSingleton<WebhookBodies>();
        services.TryAddSingleton<IWebhookBodies>(provider => provider.GetRequiredService<WebhookBodies>());
        return services;
    }

    /// <summary>Adds what says when a rule would have fired: for the roles that people and programs ask.</summary>
    public static IServiceCollection AddRuleBacktest(this IServiceCollection services)
    {
        services.TryAddSingleton<IRuleBacktest, RuleBacktest>();
        return services;
    }

    private static void AddAlertsOptions(this IServiceCollection services, IConfiguration configuration)
    {
        var section = configuration.GetSection(AlertsOptions.Section);
        services.AddOptions<AlertsOptions>()
            .Bind(section)
            .Configure(options =>
            {
                // One environment variable may hold them all.
                if (section[nameof(AlertsOptions.AllowedTargets)] is { Length: > 0 } list)
                {
                    options.AllowedTargets = list.Split([',', ' '], StringSplitOptions.RemoveEmptyEntries);
                }
            })
            .ValidateDataAnnotations()
            .ValidateOnStart();
    }
}

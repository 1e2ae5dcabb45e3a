using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Storage.Engine;

namespace Observe.Storage.Config;

public static class ConfigRegistration
{
    /// <summary>The stores of rules, webhooks, alert states and deliveries, of keys, of accounts and of dismissed advice, and the key ring that protects secrets.</summary>
    public static IServiceCollection AddConfigStores(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IConfigDocuments, ConfigDocuments>();
        services.TryAddSingleton<AlertRuleStore>();
        services.TryAddSingleton<SilenceStore>();
        services.TryAddSingleton<ProvisioningState>();
        services.TryAddSingleton<WebhookStore>();
        services.TryAddSingleton<ApiKeyStore>();
        services.TryAddSingleton<ApiKeyRing>();
        services.TryAddSingleton<AccountStore>();
        services.TryAddSingleton<AccountRing>();
        services.TryAddSingleton<AccessDesk>();
        services.TryAddSingleton<AdviceDismissalStore>();
        services.TryAddSingleton<SavedSearchStore>();
        services.TryAddSingleton<IAlertTransitionStore, AlertTransitionStore>();
        services.TryAddSingleton<IAlertEvaluationStore, AlertEvaluationStore>();
        services.TryAddSingleton<INotificationStore, NotificationStore>();
        services.TryAddSingleton<IDeliveryStore, DeliveryStore>();
        services.TryAddSingleton<IWorkClaims, WorkClaimStore>();
        services.TryAddSingleton<AlertStatusReader>();
        services.TryAddSingleton<WebhookHealthReader>();
        services.TryAddSingleton<AlertBoardReader>();
        services.TryAddSingleton<AlertsDesk>();
        services.AddDataProtection(options => options.ApplicationDiscriminator = "Observe");
        services.AddOptions<KeyManagementOptions>().Configure<IOptions<StorageOptions>, ILoggerFactory>(
            (keys, storage, loggers) => keys.XmlRepository ??= new FileSystemXmlRepository(
                new DirectoryInfo(Path.Combine(storage.Value.DataDirectory, "keys")), loggers));
        return services;
    }
}

using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using Observe.Functions.Cost;
using Observe.Functions.Simulation;
using Observe.Storage.Backup;
using Observe.Storage.Completion;
using Observe.Storage.Config;
using Observe.Storage.Engine;
using Observe.Storage.Engine.Http;
using Observe.Storage.Read;
using Observe.Storage.Retention;
using Observe.Storage.Rollup;
using Observe.Storage.Write;

namespace Observe.Storage;

/// <summary>Adds ClickHouse: the database, the writer and the readers.</summary>
public static class StorageRegistration
{
    public static IServiceCollection AddStorage(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<StorageOptions>()
            .Bind(configuration.GetSection(StorageOptions.Section))
            .ValidateDataAnnotations()
            .ValidateOnStart();
        services.AddSingleton<IValidateOptions<StorageOptions>, StorageOptionsValidator>();
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<StorageOptions>>().Value);
        services.AddSingleton(provider => ClickHouseDatabase.Open(provider.GetRequiredService<StorageOptions>()));
        // The first to start and the last to stop: the others write until their own stop has returned.
        services.AddHostedService<StorageHost>();
        services.AddSingleton<IStorageReader, StorageReader>();
        services.AddSingleton<EmbeddedBackup>();
        // Beside the stores of configuration, which not everybody has who stores telemetry: what is dropped is recorded.
        services.TryAddSingleton<IAuditStore, AuditStore>();
        services.TryAddSingleton<AuditTrail>();
        services.AddHostedService<RetentionGuard>();
        services.AddSingleton<EngineHttpHost>();
        services.AddHostedService(provider => provider.GetRequiredService<EngineHttpHost>());
        services.AddSingleton(provider => new RollupLedgers(
            provider.GetRequiredService<TimeProvider>(), othersStore: !provider.GetRequiredService<StorageOptions>().IsEmbedded));
        services.AddSingleton<SpanRollup>();
        services.AddSingleton<InvocationRollup>();
        services.AddSingleton<RolledSpans>();
        services.AddSingleton<TraceSlots>();
        services.AddSingleton<RolledCalls>();
        services.AddSingleton<CalledPeers>();
        services.AddSingleton<ServiceHosts>();
        services.AddSingleton<RolledInvocations>();
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<RollupJob>(provider, provider.GetRequiredService<SpanRollup>()));
        services.AddSingleton<IHostedService>(provider => ActivatorUtilities.CreateInstance<RollupJob>(provider, provider.GetRequiredService<InvocationRollup>()));
        services.AddSingleton<CompletionWriter>();
        services.AddSingleton<ITelemetryWriter, TelemetryWriter>();
        services.AddSingleton<ResourceReader>();
        services.AddSingleton<TraceReader>();
        services.AddSingleton<ITraceReader>(provider => provider.GetRequiredService<TraceReader>());
        services.AddSingleton<ITailReader, TailReader>();
        services.AddSingleton<ITypicalTraceReader, TypicalTraceReader>();
        services.AddSingleton<IHeatmapReader, HeatmapReader>();
        services.AddSingleton<IServiceMapReader, ServiceMapReader>();
        services.AddSingleton<IServiceReader, ServiceReader>();
        services.AddSingleton<LogReader>();
        services.AddSingleton<ILogReader>(provider => provider.GetRequiredService<LogReader>());
        services.AddSingleton<ILogPatternReader, LogPatternReader>();
        services.AddSingleton<ILogContextReader, LogContextReader>();
        services.TryAddSingleton(PriceBook.BuiltIn);
        services.AddSingleton<CostCalculator>();
        services.AddSingleton<FirstInvocations>();
        services.AddSingleton<IFunctionReader, FunctionReader>();
        services.AddSingleton<IFunctionDetailReader, FunctionDetailReader>();
        services.AddSingleton<IInvocationReader, InvocationReader>();
        services.AddSingleton<IRouteReader, RouteReader>();
        services.AddSingleton<IConcurrencyReader, ConcurrencyReader>();
        services.AddSingleton<IInstanceReader, InstanceReader>();
        services.AddSingleton<IInvocationSeriesReader, InvocationSeriesReader>();
        services.AddSingleton<ISearchSeriesReader, SearchSeriesReader>();
        services.AddSingleton<IStreamAgeReader, StreamAgeReader>();
        services.AddSingleton<IInvocationHistoryReader, InvocationHistoryReader>();
        services.AddSingleton<WhatIfSimulator>();
        services.AddSingleton<AsyncReader>();
        services.AddSingleton<IAsyncReader>(provider => provider.GetRequiredService<AsyncReader>());
        services.AddSingleton<InvokedTraces>();
        services.AddSingleton<IAdviceEvidenceReader, AdviceEvidenceReader>();
        services.AddSingleton<AdviceReader>();
        services.AddSingleton<ILostTelemetryReader, LostTelemetryReader>();
        services.AddSingleton<IAttributeReader, AttributeReader>();
        services.AddSingleton<IMetricReader, MetricReader>();
        services.AddSingleton<IIngestReader, IngestReader>();
        return services;
    }
}

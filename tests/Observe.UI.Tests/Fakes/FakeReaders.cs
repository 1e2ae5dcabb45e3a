using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Observe.Functions.Cost;
using Observe.Functions.Simulation;
using Observe.Storage.Config;
using Observe.Storage.Engine;
using Observe.Storage.Read;
using Observe.Storage.Retention;
using Observe.Testing;

namespace Observe.UI.Tests.Fakes;

/// <summary>All fakes that stand for the store, registered in one place for bUnit and for the browser.</summary>
public sealed class FakeReaders
{
    public FakeFunctionReader Functions { get; } = new();

    public FakeFunctionViews Function { get; } = new();

    public FakeServiceReaders Services { get; } = new();

    public FakeTraceReader Traces { get; } = new();

    public FakeInvocationHistoryReader Histories { get; } = new();

    public FakeIngestReader Ingest { get; } = new();

    public FakeAlertTransitionStore Transitions { get; } = new();

    public FakeConfigDocuments Documents { get; } = new();

    public FakeStorageReader Storage { get; } = new();

    public AlertRuleStore Rules => new(Documents);

    public SilenceStore Silences => new(Documents);

    public FakeAuditStore Audit { get; } = new();

    public WebhookStore Webhooks => new(Documents, new EphemeralDataProtectionProvider(), TimeProvider.System);

    public FakeDeliveryStore Deliveries { get; } = new();

    public void AddTo(IServiceCollection services)
    {
        services.AddSingleton<IFunctionReader>(Functions);
        services.AddSingleton<IServiceReader>(Services);
        services.AddSingleton<IServiceMapReader>(Services);
        services.TryAddSingleton<ITraceReader>(Traces);
        services.AddSingleton<IFunctionDetailReader>(Function);
        services.AddSingleton<IInvocationReader>(Function);
        services.AddSingleton<IRouteReader>(Function);
        services.AddSingleton<IConcurrencyReader>(Function);
        services.AddSingleton<IInstanceReader>(Function);
        services.AddSingleton<IInvocationHistoryReader>(Histories);
        services.AddSingleton(new WhatIfSimulator(new CostCalculator(PriceBook.BuiltIn)));
        services.AddSingleton<IAsyncReader>(Function);
        services.AddSingleton<ILostTelemetryReader>(Function);
        services.AddSingleton<IIngestReader>(Ingest);
        services.AddSingleton<IAlertTransitionStore>(Transitions);
        services.AddSingleton(Rules);
        services.AddSingleton(Silences);
        services.AddSingleton(Webhooks);
        services.AddSingleton<IDeliveryStore>(Deliveries);
        services.AddSingleton<WebhookHealthReader>();
        services.AddSingleton<IStorageReader>(Storage);
        services.AddSingleton(new StorageOptions());
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton<IAdviceEvidenceReader>(Function);
        services.AddSingleton(new CostCalculator(PriceBook.BuiltIn));
        services.AddSingleton(provider => new AdviceDismissalStore(Documents, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AdviceReader>();
        services.AddSingleton(provider => new SavedSearchStore(Documents, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new ApiKeyStore(Documents, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(provider => new AccountStore(Documents, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<AccountRing>();
        services.AddSingleton<AccessDesk>();
        services.AddSingleton<IAuditStore>(Audit);
        services.AddLogging();
        services.AddMetrics();
        services.AddSingleton<AuditTrail>();
    }

    /// <summary>A rule that is open since 02:52.</summary>
    public async Task<AlertRule> FireAsync(string name, string function, AlertState state = AlertState.Firing, bool open = true)
    {
        var rule = await Rules.AddAsync(
            new AlertRule { Name = name, Function = function, Threshold = 0.02 }, CancellationToken.None);
        await Transitions.AppendAsync(
            [new AlertTransitionRow
            {
                Id = rule.Id,
                RuleId = rule.Id,
                Fingerprint = "1",
                State = state,
                ChangedAt = Some.Now.AddMinutes(-20),
                PendingSince = Some.Now.AddMinutes(-25),
                FiringSince = open ? Some.Now.AddMinutes(-23) : null,
                Value = 0.041,
                Threshold = 0.02,
            }],
            CancellationToken.None);
        return rule;
    }
}

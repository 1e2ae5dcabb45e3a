using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Observe.Collector.Journal;
using Observe.Collector.Receive;
using Observe.Functions.Cost;
using Observe.Redaction;

namespace Observe.Collector;

/// <summary>Adds the collector; it needs the storage beside it, and listens on addresses of its own.</summary>
public static class CollectorRegistration
{
    public static IServiceCollection AddCollector(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<CollectorOptions>()
            .Bind(configuration.GetSection(CollectorOptions.Section))
            .ValidateDataAnnotations()
            .Validate(options => ListenAddress.TryParse(options.GrpcUrl, out _), $"{CollectorOptions.Section}:GrpcUrl must be http://ADDRESS:PORT, or https.")
            .Validate(options => ListenAddress.TryParse(options.HttpUrl, out _), $"{CollectorOptions.Section}:HttpUrl must be http://ADDRESS:PORT, or https.")
            .Validate(
                options => options.AllowedOrigins.All(BrowserOrigins.IsOrigin),
                $"{CollectorOptions.Section}:AllowedOrigins must be origins like https://shop.example, without a path.")
            .Validate(
                options => options.CertificateFile.Length > 0 == (ListenAddress.IsTls(options.GrpcUrl) || ListenAddress.IsTls(options.HttpUrl)),
                $"{CollectorOptions.Section}: an address that begins with https and CertificateFile go together.")
            .Validate(
                options => options.CertificateFile.Length > 0 || options.CertificateKeyFile.Length + options.ClientAuthorityFile.Length == 0,
                $"{CollectorOptions.Section}: CertificateKeyFile and ClientAuthorityFile need CertificateFile.")
            .Validate(
                options => new[] { options.CertificateFile, options.CertificateKeyFile, options.ClientAuthorityFile }.All(file => file.Length == 0 || File.Exists(file)),
                $"{CollectorOptions.Section}: CertificateFile, CertificateKeyFile and ClientAuthorityFile must be files that are there.")
            .ValidateOnStart();
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<IJournalDisk, JournalDisk>();
        services.AddOptions<CollectorRedactionOptions>().Bind(configuration.GetSection(CollectorRedactionOptions.Section));
        services.AddSingleton(provider => new Redactor(provider.GetRequiredService<IOptions<CollectorRedactionOptions>>().Value));
        services.TryAddSingleton(PriceBook.BuiltIn);
        services.AddSingleton(provider => new InFlightBudget(provider.GetRequiredService<IOptions<CollectorOptions>>().Value.MaxInFlightBytes));
        services.AddSingleton<CollectorPipeline>();
        services.AddSingleton<CollectorListener>();
        services.AddSingleton(provider => new CollectorHost(
            provider.GetRequiredService<CollectorPipeline>(),
            provider.GetRequiredService<CollectorListener>(),
            provider.GetRequiredService<InFlightBudget>(),
            provider.GetRequiredService<IOptions<CollectorOptions>>(),
            provider.GetRequiredService<IHostApplicationLifetime>(),
            provider.GetRequiredService<ILogger<CollectorHost>>()));
        services.AddHostedService(provider => provider.GetRequiredService<CollectorHost>());
        return services;
    }
}

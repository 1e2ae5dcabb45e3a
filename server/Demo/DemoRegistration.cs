using Microsoft.Extensions.Options;
using Observe.Collector.Receive;
using Observe.Functions;

namespace Observe.Server.Demo;

public static class DemoRegistration
{
    public static void AddDemo(this IServiceCollection services, IConfiguration configuration)
    {
        services.AddOptions<DemoOptions>().BindConfiguration(DemoOptions.Section).ValidateOnStart();
        services.AddSingleton<IValidateOptions<DemoOptions>, DemoOptionsValidator>();
        if (configuration.GetValue<bool>($"{DemoOptions.Section}:{nameof(DemoOptions.Enabled)}"))
        {
            services.AddSingleton<OwnSenderKey>();
            services.AddSingleton<DemoTarget>();
            services.AddSingleton<IPostConfigureOptions<FunctionsOptions>, DemoLimits>();
            services.AddHostedService<DemoRunner>();
        }
    }
}

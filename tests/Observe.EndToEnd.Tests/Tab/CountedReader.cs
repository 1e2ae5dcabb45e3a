using System.Reflection;
using Microsoft.Extensions.DependencyInjection;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>Stands before a reader of the store and counts what it is asked.</summary>
public class CountedReader : DispatchProxy
{
    private const string Readers = "Observe.Storage.Read";
    private object _reader = null!;
    private CallCounts _calls = null!;

    internal static void Around(IServiceCollection services, CallCounts calls)
    {
        foreach (var former in services.Where(service => service.ServiceType is { IsInterface: true, IsPublic: true, Namespace: Readers }).ToArray())
        {
            services.Remove(former);
            services.AddSingleton(former.ServiceType, provider =>
            {
                var counted = (CountedReader)Create(former.ServiceType, typeof(CountedReader));
                counted._calls = calls;
                counted._reader = former.ImplementationFactory?.Invoke(provider) ?? ActivatorUtilities.CreateInstance(provider, former.ImplementationType!);
                return counted;
            });
        }
    }

    protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
    {
        _calls.Add($"{targetMethod!.DeclaringType!.Name}.{targetMethod.Name}");
        return targetMethod.Invoke(_reader, BindingFlags.DoNotWrapExceptions, null, args, null);
    }
}

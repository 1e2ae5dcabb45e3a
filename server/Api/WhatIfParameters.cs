using System.ComponentModel;
using Microsoft.AspNetCore.Mvc;

namespace Observe.Server.Api;

/// <summary>What is asked, as it stands in the address; <see cref="WhatIfRequest"/> is what it means.</summary>
public sealed class WhatIfParameters
{
    [FromQuery(Name = "keepAlive")]
    [Description("What if idle environments were kept this long: like 90s or 15m, at most 1d; default: as now")]
    public string? KeepAlive { get; init; }

    [FromQuery(Name = "provisioned")]
    [Description("What if so many environments were provisioned: 0 to 10000; default: as now")]
    public string? Provisioned { get; init; }

    [FromQuery(Name = "keepAliveNow")]
    [Description("The keep-alive as it is; default: what the options say, else the provider's usual one, or an estimate that proves itself")]
    public string? KeepAliveNow { get; init; }

    [FromQuery(Name = "provisionedNow")]
    [Description("Environments that are provisioned now: 0 to 10000; default: what the options say, else 0")]
    public string? ProvisionedNow { get; init; }

    [FromQuery(Name = "concurrencyLimit")]
    [Description("Most requests at once, now and then: 1 to 100000; default: what the options say, else no limit")]
    public string? ConcurrencyLimit { get; init; }

    [FromQuery(Name = "requestsPerInstance")]
    [Description("How many requests an environment serves at once: 1 to 1000; default: as usual on the platform")]
    public string? RequestsPerInstance { get; init; }

    [FromQuery(Name = "replay")]
    [Description("The newest so many invocations are replayed: 1 to 1000000; default: 100000")]
    public string? Replay { get; init; }

    [FromQuery(Name = "containerMilliVcpus")]
    [Description("Thousandths of a vCPU of each container: 1 to 1000000; default: 500, or more with more memory")]
    public string? ContainerMilliVcpus { get; init; }

    [FromQuery(Name = "containerMemoryMb")]
    [Description("Memory of each container in MiB: 1 to 10000000; default: the function's, in whole GiB")]
    public string? ContainerMemoryMb { get; init; }

    [FromQuery(Name = "containerRequests")]
    [Description("How many requests a container serves at once: 1 to 100000; default: 1")]
    public string? ContainerRequests { get; init; }

    [FromQuery(Name = "containerInstances")]
    [Description("How many containers: 1 to 100000; default: as many as serve the peak")]
    public string? ContainerInstances { get; init; }
}

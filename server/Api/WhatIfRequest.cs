using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Functions.Simulation;
using Observe.Storage.Config;
using Observe.Storage.Read;

namespace Observe.Server.Api;

/// <summary>A read question: each value is checked, and an error names its parameter.</summary>
public sealed record WhatIfRequest(WhatIfQuestion Question, int Replay)
{
    private const int MostProvisioned = 10_000;
    private const int MostRequests = 100_000;
    private const decimal MilliVcpus = 1_000;
    private const long BytesPerMebibyte = 1_048_576;
    private static readonly TimeSpan LongestKeepAlive = TimeSpan.FromDays(1);

    public static bool TryRead(
        WhatIfParameters asked, [NotNullWhen(true)] out WhatIfRequest? request, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        request = null;
        if (!TryDuration("keepAlive", asked.KeepAlive, out var keepAlive, out problem)
            || !TryDuration("keepAliveNow", asked.KeepAliveNow, out var keepAliveNow, out problem)
            || !TryNumber("provisioned", asked.Provisioned, 0, MostProvisioned, out var provisioned, out problem)
            || !TryNumber("provisionedNow", asked.ProvisionedNow, 0, MostProvisioned, out var provisionedNow, out problem)
            || !TryNumber("concurrencyLimit", asked.ConcurrencyLimit, 1, MostRequests, out var limit, out problem)
            || !TryNumber("requestsPerInstance", asked.RequestsPerInstance, 1, 1_000, out var perInstance, out problem)
            || !TryNumber("replay", asked.Replay, 1, 1_000_000, out var replay, out problem)
            || !TryNumber("containerMilliVcpus", asked.ContainerMilliVcpus, 1, 1_000_000, out var milliVcpus, out problem)
            || !TryNumber("containerMemoryMb", asked.ContainerMemoryMb, 1, 10_000_000, out var mebibytes, out problem)
            || !TryNumber("containerRequests", asked.ContainerRequests, 1, MostRequests, out var perContainer, out problem)
            || !TryNumber("containerInstances", asked.ContainerInstances, 1, MostRequests, out var instances, out problem))
        {
            return false;
        }
        var question = new WhatIfQuestion
        {
            KeepAlive = keepAlive,
            Provisioned = provisioned,
            KeepAliveNow = keepAliveNow,
            ProvisionedNow = provisionedNow,
            ConcurrencyLimit = limit,
            RequestsPerInstance = perInstance,
            Container = new ContainerQuestion
            {
                Vcpus = milliVcpus / MilliVcpus,
                MemoryBytes = mebibytes * BytesPerMebibyte,
                RequestsPerInstance = perContainer ?? 1,
                Instances = instances,
            },
        };
        request = new WhatIfRequest(question, replay ?? InvocationHistoryQuery.DefaultLimit);
        return true;
    }

    private static bool TryDuration(
        string name, string? text, out TimeSpan? duration, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        duration = null;
        problem = null;
        if (text is null)
        {
            return true;
        }
        if (DurationText.TryParse(text, out var parsed) && parsed <= LongestKeepAlive)
        {
            duration = parsed;
            return true;
        }
        problem = ApiProblem.BadParameter(name, $"{name} is a time like 90s or 15m, at most 1d, not \"{text}\".");
        return false;
    }

    private static bool TryNumber(
        string name, string? text, int least, int most, out int? number, [NotNullWhen(false)] out ProblemHttpResult? problem)
    {
        number = null;
        problem = null;
        if (text is null)
        {
            return true;
        }
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var parsed) && parsed >= least && parsed <= most)
        {
            number = parsed;
            return true;
        }
        problem = ApiProblem.BadParameter(name, $"{name} is a number from {least} to {most}, not \"{text}\".");
        return false;
    }
}

namespace Observe.Functions.Cost;

/// <summary>What a provider counts and puts a price on. The quantity of a meter is always in the unit named here.</summary>
public enum Meter : byte
{
    /// <summary>Invocations.</summary>
    Requests,

    /// <summary>Memory while it is at work, GiB-seconds.</summary>
    Memory,

    /// <summary>Allocated processors while they are at work, vCPU-seconds.</summary>
    Vcpu,

    /// <summary>Processor time that was used, CPU-seconds.</summary>
    Cpu,

    /// <summary>Ephemeral storage above what a plan includes, GiB-seconds.</summary>
    Storage,

    /// <summary>Memory of instances that are kept ready, at work or not, GiB-seconds.</summary>
    Ready,

    /// <summary>Memory of instances that are kept ready, while at work, GiB-seconds.</summary>
    ReadyBusy,

    /// <summary>Processors of instances that are kept ready and have nothing to do, vCPU-seconds.</summary>
    IdleVcpu,

    /// <summary>A machine of a fixed size, seconds.</summary>
    Instance,

    /// <summary>Log records taken in, GB.</summary>
    Logs,
}

/// <summary>The names of meters in a price book, and the units in which a book may give their prices.</summary>
internal static class MeterUnits
{
    private static readonly Dictionary<string, Meter> Names = new(StringComparer.Ordinal)
    {
        ["requests"] = Meter.Requests,
        ["memory"] = Meter.Memory,
        ["vcpu"] = Meter.Vcpu,
        ["cpu"] = Meter.Cpu,
        ["storage"] = Meter.Storage,
        ["ready"] = Meter.Ready,
        ["readyBusy"] = Meter.ReadyBusy,
        ["idleVcpu"] = Meter.IdleVcpu,
        ["instance"] = Meter.Instance,
        ["logs"] = Meter.Logs,
    };

    private static readonly Dictionary<string, decimal> Requests = new() { ["request"] = 1 };
    private static readonly Dictionary<string, decimal> MemoryTime = new() { ["GiB-s"] = 1, ["GiB-h"] = 3600 };
    private static readonly Dictionary<string, decimal> VcpuTime = new() { ["vCPU-s"] = 1, ["vCPU-h"] = 3600 };
    private static readonly Dictionary<string, decimal> CpuTime = new() { ["CPU-s"] = 1, ["CPU-ms"] = 0.001m };
    private static readonly Dictionary<string, decimal> InstanceTime = new() { ["instance-s"] = 1, ["instance-h"] = 3600 };
    private static readonly Dictionary<string, decimal> LogSize = new() { ["GB"] = 1 };

    public static IEnumerable<string> MeterNames => Names.Keys;

    public static bool TryMeter(string name, out Meter meter) => Names.TryGetValue(name, out meter);

    /// <summary>How many of the meter's own units each allowed unit holds.</summary>
    public static IReadOnlyDictionary<string, decimal> Of(Meter meter) => meter switch
    {
        Meter.Requests => Requests,
        Meter.Memory or Meter.Storage or Meter.Ready or Meter.ReadyBusy => MemoryTime,
        Meter.Vcpu or Meter.IdleVcpu => VcpuTime,
        Meter.Cpu => CpuTime,
        Meter.Instance => InstanceTime,
        Meter.Logs => LogSize,
        _ => throw new ArgumentOutOfRangeException(nameof(meter), meter, "No such meter."),
    };
}

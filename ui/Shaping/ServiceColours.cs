namespace Observe.UI.Shaping;

/// <summary>
/// The colour slot of each service, 1 to 12, by first appearance: one colour on all pages and for all viewers of this process.
/// </summary>
public sealed class ServiceColours
{
    public const int Slots = 12;

    /// <summary>Names come from senders: past this many the slot follows from the name alone, and nothing more is kept.</summary>
    private const int Limit = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, int> _slots = new(StringComparer.Ordinal);

    public int SlotOf(string service)
    {
        lock (_gate)
        {
            if (_slots.TryGetValue(service, out var slot))
            {
                return slot;
            }
            if (_slots.Count >= Limit)
            {
                return (service.Length + (service.Length > 0 ? service[0] : 0)) % Slots + 1;
            }
            slot = (_slots.Count % Slots) + 1;
            _slots.Add(service, slot);
            return slot;
        }
    }

    /// <summary>The inline style that a mark takes its colour from: <c>--k: var(--c-3)</c>.</summary>
    public string StyleOf(string service) => $"--k:var(--c-{SlotOf(service)})";
}

using Observe.Functions.Normalisation;

namespace Observe.Storage;

/// <summary>Lists of attributes.</summary>
public static class TelemetryAttributes
{
    /// <summary>Looks a key up; of duplicates the last counts.</summary>
    public static AttributeLookup Lookup(IReadOnlyList<TelemetryAttribute> attributes) => key =>
    {
        for (var i = attributes.Count - 1; i >= 0; i--)
        {
            if (attributes[i].Key == key)
            {
                return attributes[i].Value.ToString();
            }
        }
        return null;
    };
}

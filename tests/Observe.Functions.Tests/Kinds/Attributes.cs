using Observe.Functions.Normalisation;

namespace Observe.Functions.Tests.Kinds;

/// <summary>Attributes written as <c>key=value; key=value</c>.</summary>
internal static class Attributes
{
    public static AttributeLookup Of(string text)
    {
        var pairs = text.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(pair => pair.Split('=', 2))
            .ToDictionary(pair => pair[0], pair => pair[1]);
        return key => pairs.GetValueOrDefault(key);
    }
}

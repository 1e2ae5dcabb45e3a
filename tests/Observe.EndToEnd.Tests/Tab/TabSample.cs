using System.Globalization;

namespace Observe.EndToEnd.Tests.Tab;

/// <summary>What the tab and its server hold at the end of an hour, on the same page each time.</summary>
internal sealed record TabSample(ServerMemory Server, double HeapBytes, double PrivateBytes, int Nodes, int Listeners, int Documents)
{
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"server {Server.ManagedBytes / 1e6:F2} MB managed, {Server.PrivateBytes / 1e6:F0} MB in all, {Server.Circuits} circuits; browser {HeapBytes / 1e6:F2} MB of JavaScript, {PrivateBytes / 1e6:F0} MB in all, {Nodes} nodes, {Listeners} listeners, {Documents} documents");

    /// <summary>What a value grows by from one sample to the next: the slope of the line through them with the least squares.</summary>
    public static double Slope(IReadOnlyList<TabSample> samples, Func<TabSample, double> value)
    {
        var (middle, mean) = ((samples.Count - 1) / 2.0, samples.Average(value));
        var (up, down) = (0.0, 0.0);
        for (var at = 0; at < samples.Count; at++)
        {
            up += (at - middle) * (value(samples[at]) - mean);
            down += (at - middle) * (at - middle);
        }
        return up / down;
    }
}

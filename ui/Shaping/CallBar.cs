using System.Globalization;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>One rectangle of a small bar chart: the calls of a bucket, or the failed part of them. Numbers as SVG writes them.</summary>
public sealed record CallBar(string X, string Y, string Width, string Height, bool IsError)
{
    private const double LeastError = 2;

    public static IEnumerable<CallBar> Of(IReadOnlyList<FunctionBucket> series, double width, double height)
    {
        var largest = series.Count == 0 ? 0 : series.Max(bucket => bucket.Invocations);
        var step = width / Math.Max(1, series.Count);
        for (var i = 0; i < series.Count; i++)
        {
            var bucket = series[i];
            var whole = largest == 0 ? 1 : Math.Max(1, (double)bucket.Invocations / largest * (height - 2));
            var failed = bucket.Errors == 0 || largest == 0
                ? 0
                : Math.Min(whole, Math.Max(LeastError, (double)bucket.Errors / largest * (height - 2)));
            yield return Bar(i * step, height - whole, step - 1, whole - failed, isError: false);
            if (failed > 0)
            {
                yield return Bar(i * step, height - failed, step - 1, failed, isError: true);
            }
        }
    }

    private static CallBar Bar(double x, double y, double width, double height, bool isError) =>
        new(Text(x), Text(y), Text(Math.Max(0.5, width)), Text(Math.Max(0, height)), isError);

    private static string Text(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}

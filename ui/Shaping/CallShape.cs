using System.Globalization;
using System.Text;
using Observe.Storage.Read;

namespace Observe.UI.Shaping;

/// <summary>
/// The paths of a small bar chart: the calls of each bucket, and at the foot of its bar the failed part of them. Two paths whatever the number
/// of buckets: a list of fifty functions with an element for each bar takes the browser longer than the store.
/// </summary>
/// <param name="Failed">Empty when nothing failed.</param>
public sealed record CallShape(string Served, string Failed)
{
    private const double LeastError = 2;

    public static CallShape Of(IReadOnlyList<FunctionBucket> series, double width, double height)
    {
        var largest = series.Count == 0 ? 0 : series.Max(bucket => bucket.Invocations);
        var step = width / Math.Max(1, series.Count);
        var (served, failures) = (new StringBuilder(), new StringBuilder());
        for (var i = 0; i < series.Count; i++)
        {
            var bucket = series[i];
            var whole = largest == 0 ? 1 : Math.Max(1, (double)bucket.Invocations / largest * (height - 2));
            var failed = bucket.Errors == 0 || largest == 0
                ? 0
                : Math.Min(whole, Math.Max(LeastError, (double)bucket.Errors / largest * (height - 2)));
            Append(served, i * step, height - whole, whole - failed);
            Append(failures, i * step, height - failed, failed);
        }
        return new CallShape(served.ToString(), failures.ToString());

        void Append(StringBuilder path, double x, double y, double tall)
        {
            if (tall > 0)
            {
                var wide = Math.Max(0.5, step - 1);
                path.Append(CultureInfo.InvariantCulture, $"M{x:0.##} {y:0.##}h{wide:0.##}v{tall:0.##}h-{wide:0.##}z");
            }
        }
    }
}

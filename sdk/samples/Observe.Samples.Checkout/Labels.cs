using System.Text;

namespace Observe.Samples.Checkout;

/// <summary>
/// One label for each piece of an order, all of them kept until the last is written: fine for a shop that sells coffee by the bag, and more than an
/// instance has memory for when somebody orders by the million.
/// </summary>
internal static class Labels
{
    private const int LabelBytes = 512;

    /// <summary>How many bytes the labels have.</summary>
    public static long Print(Order order)
    {
        List<byte[]> labels = [];
        foreach (var line in order.Lines)
        {
            for (var piece = 0; piece < line.Quantity * Sets.Count(line.Sku); piece++)
            {
                var label = new byte[LabelBytes];
                Encoding.UTF8.GetBytes(line.Sku.AsSpan(0, Math.Min(line.Sku.Length, LabelBytes / 4)), label);
                labels.Add(label);
            }
        }
        return labels.Sum(label => (long)label.Length);
    }
}

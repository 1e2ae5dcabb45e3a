namespace Observe.Samples.Fulfilment;

/// <summary>
/// The label of each parcel as it was printed, should the carrier lose one: nobody ever asked for one, and nobody thought of letting go of them. Nothing is seen of
/// it on a developer's machine, where the function ends after a message or two.
/// </summary>
internal sealed class LabelArchive
{
    private const int PrintedBytes = 8 << 20;

    private readonly Dictionary<string, byte[]> _labels = [];

    public int Count => _labels.Count;

    public void Keep(Shipment shipment)
    {
        var label = new byte[PrintedBytes];
        // Every page of it is used: what is only reserved costs nothing.
        Array.Fill(label, (byte)shipment.Pieces);
        _labels[shipment.Order] = label;
    }
}

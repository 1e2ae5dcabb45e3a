namespace Observe.Storage.Write.Columns;

/// <summary>A number that may be absent, which is not the same as zero or as not a number.</summary>
public sealed class OptionalColumns
{
    private readonly FixedColumn _isThere;
    private readonly FixedColumn _value;

    internal OptionalColumns(FixedColumn isThere, FixedColumn value)
    {
        _isThere = isThere;
        _value = value;
    }

    public void Append(double? value)
    {
        _isThere.Append(value.HasValue ? (byte)1 : (byte)0);
        _value.Append(value.GetValueOrDefault());
    }
}

namespace Observe.Storage.Write.Columns;

/// <summary>A number that may be an integer or a double: exact as what it is, and as a double whatever it is.</summary>
public sealed class NumberColumns
{
    private readonly FixedColumn _type;
    private readonly FixedColumn _value;
    private readonly FixedColumn _integer;

    internal NumberColumns(FixedColumn type, FixedColumn value, FixedColumn integer)
    {
        _type = type;
        _value = value;
        _integer = integer;
    }

    /// <param name="bits">Of the double or of the integer.</param>
    public void Append(MetricValueType type, ulong bits)
    {
        _type.Append((byte)type);
        switch (type)
        {
            case MetricValueType.Double:
                _value.Append(bits);
                _integer.Append(0L);
                break;
            case MetricValueType.Integer:
                _value.Append((double)(long)bits);
                _integer.Append(bits);
                break;
            default:
                _value.Append(0d);
                _integer.Append(0L);
                break;
        }
    }
}

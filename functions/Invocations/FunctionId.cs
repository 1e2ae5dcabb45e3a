using System.Globalization;

namespace Observe.Functions.Invocations;

/// <summary>The id of a function as addresses and the store hold it: <see cref="FunctionIdentity.Id"/> as a number.</summary>
public readonly record struct FunctionId(ulong Value)
{
    private const int HexLength = 16;

    public static FunctionId Of(FunctionIdentity identity) =>
        new(ulong.Parse(identity.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    /// <summary>Reads the 16 hexadecimal characters; false for anything else.</summary>
    public static bool TryParse(string? text, out FunctionId id)
    {
        var isId = ulong.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var value) && text!.Length == HexLength;
        id = isId ? new FunctionId(value) : default;
        return isId;
    }

    public override string ToString() => Value.ToString("x16", CultureInfo.InvariantCulture);
}

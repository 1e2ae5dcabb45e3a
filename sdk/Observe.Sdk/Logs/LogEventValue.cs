using System.Globalization;
using Serilog.Events;

namespace Observe.Sdk.Logs;

/// <summary>Property values as OTLP knows them: numbers, booleans and text; anything with structure as its rendered text.</summary>
internal static class LogEventValue
{
    public static object? Plain(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: null } => null,
        ScalarValue { Value: string or bool or byte or sbyte or short or ushort or int or uint or long or float or double } scalar => scalar.Value,
        ScalarValue { Value: decimal number } => (double)number,
        ScalarValue { Value: DateTime or DateTimeOffset } scalar => ((IFormattable)scalar.Value!).ToString("O", CultureInfo.InvariantCulture),
        ScalarValue { Value: IFormattable formattable } => formattable.ToString(null, CultureInfo.InvariantCulture),
        ScalarValue scalar => scalar.Value!.ToString(),
        _ => value.ToString(null, CultureInfo.InvariantCulture),
    };
}

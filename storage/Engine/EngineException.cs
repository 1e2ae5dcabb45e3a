using System.Globalization;
using System.Text.RegularExpressions;

namespace Observe.Storage.Engine;

/// <summary>ClickHouse refused a statement, or the embedded engine cannot run.</summary>
public sealed partial class EngineException(int code, string message) : Exception(message)
{
    /// <summary>ClickHouse's error code; 0 when there is none.</summary>
    public int Code { get; } = code;

    /// <summary>Reads ClickHouse's own form, <c>Code: 62. DB::Exception: ...</c>.</summary>
    public static EngineException FromMessage(string message)
    {
        var match = CodePattern().Match(message);
        var code = match.Success ? int.Parse(match.Groups[1].ValueSpan, CultureInfo.InvariantCulture) : 0;
        return new EngineException(code, message);
    }

    [GeneratedRegex(@"Code: (\d{1,9})")]
    private static partial Regex CodePattern();
}

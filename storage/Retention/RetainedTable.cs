using System.Globalization;
using System.Text.RegularExpressions;
using Observe.Storage.Engine;

namespace Observe.Storage.Retention;

/// <summary>A table whose days are kept for as long as an option says, as its schema file declares it.</summary>
/// <param name="Time">The expression whose value is the age of a row.</param>
/// <param name="Kind">Whose retention it follows, see <see cref="RetentionDays.Of(string)"/>.</param>
internal sealed partial record RetainedTable(string Name, string Time, string Kind)
{
    /// <summary>All of them that no later file drops, in the order of their files.</summary>
    public static IReadOnlyList<RetainedTable> All { get; } =
    [
        .. SchemaFile.All.SelectMany(file => Declaration().Matches(file.Text))
            .Select(match => new RetainedTable(match.Groups["name"].Value, match.Groups["time"].Value, match.Groups["kind"].Value))
            .Where(table => !SchemaFile.All.Any(file => file.Text.Contains($"\nDROP TABLE IF EXISTS {table.Name};", StringComparison.Ordinal))),
    ];

    /// <summary>Its days may go before their time when there is no room; the audit's may not.</summary>
    public bool IsTelemetry => Kind != "audit";

    /// <summary>The TTL as it stands in the table's definition.</summary>
    public string TimeToLive(int days) => string.Create(CultureInfo.InvariantCulture, $"{Time} + INTERVAL {days} DAY");

    /// <summary>Days that a definition of the engine (<c>system.tables.engine_full</c>) states; null when it keeps its rows forever.</summary>
    public static int? DaysOf(string engineDefinition) => Stated().Match(engineDefinition) is { Success: true } match
        ? int.Parse(match.Groups["days"].ValueSpan, CultureInfo.InvariantCulture)
        : null;

    [GeneratedRegex(
        @"^CREATE TABLE IF NOT EXISTS (?<name>\w+)$(?:(?!^CREATE )[\s\S])*?^TTL (?<time>.+) \+ INTERVAL \{(?<kind>\w+)_days\} DAY$",
        RegexOptions.Multiline | RegexOptions.CultureInvariant)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"\bTTL .* \+ toIntervalDay\((?<days>\d+)\)", RegexOptions.CultureInvariant)]
    private static partial Regex Stated();
}

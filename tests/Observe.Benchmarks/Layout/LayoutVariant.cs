namespace Observe.Benchmarks.Layout;

/// <summary>
/// A layout to measure, from one .sql file: lines <c>-- @name</c> begin a section. <c>rows</c> names the columns that are
/// inserted, <c>schema</c> makes the tables, every other section is a query of one statement.
/// </summary>
internal sealed record LayoutVariant(string Name, string Rows, string Settings, IReadOnlyList<string> Schema, IReadOnlyDictionary<string, string> Queries)
{
    public static LayoutVariant Read(string file)
    {
        var sections = File.ReadAllText(file).Split("-- @", StringSplitOptions.RemoveEmptyEntries)
            .Select(section => section.Split('\n', 2))
            .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim());
        return new LayoutVariant(
            Path.GetFileNameWithoutExtension(file),
            sections["rows"].Trim(),
            sections.GetValueOrDefault("settings", ""),
            sections["schema"].Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
            sections.Where(section => section.Key is not ("rows" or "settings" or "schema"))
                .ToDictionary(section => section.Key, section => section.Value.TrimEnd(';')));
    }
}

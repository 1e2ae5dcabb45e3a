namespace Observe.Benchmarks.Layout;

/// <summary>
/// A layout to measure, from one .sql file: lines <c>-- @name</c> begin a section. <c>rows</c> names the columns that are
/// inserted, <c>schema</c> makes the tables, <c>after</c> fills others once all is inserted, every other section is a query of one statement.
/// </summary>
internal sealed record LayoutVariant(
    string Name, string Rows, string Settings, IReadOnlyList<string> Schema, IReadOnlyList<string> After, IReadOnlyDictionary<string, string> Queries)
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
            Statements(sections["schema"]),
            Statements(sections.GetValueOrDefault("after", "")),
            sections.Where(section => section.Key is not ("rows" or "settings" or "schema" or "after"))
                .ToDictionary(section => section.Key, section => section.Value.TrimEnd(';')));
    }

    private static string[] Statements(string section) =>
        section.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

namespace Observe.Benchmarks.Layout;

/// <summary>
/// A layout to measure, from one .sql file: lines <c>-- @name</c> begin a section. <c>rows</c> names the columns that are
/// inserted, <c>schema</c> makes the tables, <c>after</c> fills others once all is inserted, every other section is a query of one statement.
/// </summary>
internal sealed record LayoutVariant(
    string Name, string Rows, string Settings, IReadOnlyList<string> Schema, IReadOnlyList<string> After, IReadOnlyDictionary<string, string> Queries)
{
    /// <summary>A section <c>like</c> names the file whose sections it has, too, with what <c>instead</c> says (<c>one => other</c>, a line each) and <c>more</c> tables.</summary>
    /// <exception cref="InvalidDataException">What another stands instead of is not in that file.</exception>
    public static LayoutVariant Read(string file)
    {
        var sections = Sections(File.ReadAllText(file));
        if (sections.TryGetValue("like", out var like))
        {
            var text = File.ReadAllText(Path.Combine(Path.GetDirectoryName(file)!, $"{like}.sql"));
            foreach (var change in sections.GetValueOrDefault("instead", "").Split('\n', StringSplitOptions.RemoveEmptyEntries))
            {
                var sides = change.Split(" => ");
                text = text.Contains(sides[0], StringComparison.Ordinal) ? text.Replace(sides[0], sides[1], StringComparison.Ordinal)
                    : throw new InvalidDataException($"{like}.sql has no {sides[0]}.");
            }
            var all = Sections(text);
            foreach (var (name, section) in sections)
            {
                all[name] = section;
            }
            sections = all;
        }
        return new LayoutVariant(
            Path.GetFileNameWithoutExtension(file),
            sections["rows"],
            sections.GetValueOrDefault("settings", ""),
            [.. Statements(sections["schema"]), .. Statements(sections.GetValueOrDefault("more", ""))],
            Statements(sections.GetValueOrDefault("after", "")),
            sections.Where(section => section.Key is not ("like" or "instead" or "more" or "rows" or "settings" or "schema" or "after"))
                .ToDictionary(section => section.Key, section => section.Value.TrimEnd(';')));
    }

    private static Dictionary<string, string> Sections(string text) => text.Split("-- @", StringSplitOptions.RemoveEmptyEntries)
        .Select(section => section.Split('\n', 2))
        .ToDictionary(parts => parts[0].Trim(), parts => parts[1].Trim());

    private static string[] Statements(string section) =>
        section.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

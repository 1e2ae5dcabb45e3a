using System.Globalization;
using System.Reflection;
using System.Text.RegularExpressions;
using Observe.Storage.Retention;

namespace Observe.Storage.Engine;

/// <summary>One numbered file of <c>Schema/</c>.</summary>
public sealed partial record SchemaFile(int Number, string Name, string Text)
{
    private const string ResourcePrefix = "schema/";

    /// <summary>All of them in the order of their numbers.</summary>
    public static IReadOnlyList<SchemaFile> All { get; } = ReadAll();

    /// <summary>
    /// Its statements, each ending with a semicolon at the end of a line; lines that start with <c>--</c> are comments.
    /// <c>{traces_days}</c> and its like are replaced by the retention.
    /// </summary>
    public IReadOnlyList<string> Statements(StorageOptions options)
    {
        var days = RetentionDays.Of(options);
        var lines = Text.Split('\n').Where(line => !line.StartsWith("--", StringComparison.Ordinal));
        return
        [
            .. DaysOf().Replace(
                    string.Join('\n', lines),
                    match => days.Of(match.Groups["kind"].Value).ToString(CultureInfo.InvariantCulture))
                .Split(";\n", StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries),
        ];
    }

    private static IReadOnlyList<SchemaFile> ReadAll()
    {
        var assembly = Assembly.GetExecutingAssembly();
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(ResourcePrefix, StringComparison.Ordinal))
                .Select(name => Read(assembly, name))
                .OrderBy(file => file.Number),
        ];
    }

    private static SchemaFile Read(Assembly assembly, string resource)
    {
        using var stream = assembly.GetManifestResourceStream(resource)!;
        using var reader = new StreamReader(stream);
        var name = resource[ResourcePrefix.Length..];
        return new SchemaFile(int.Parse(name.AsSpan(0, 4), CultureInfo.InvariantCulture), name, reader.ReadToEnd());
    }

    [GeneratedRegex(@"\{(?<kind>[a-z]+)_days\}", RegexOptions.CultureInvariant)]
    private static partial Regex DaysOf();
}

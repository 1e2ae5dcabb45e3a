namespace Observe.Server.Tests;

/// <summary>The repository that these tests were built from.</summary>
public static class SourceTree
{
    public static string Root { get; } = Find(new DirectoryInfo(AppContext.BaseDirectory));

    public static string Read(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string Find(DirectoryInfo? folder) => folder switch
    {
        null => throw new InvalidOperationException("No Observe.sln above the test's folder."),
        _ when File.Exists(Path.Combine(folder.FullName, "Observe.sln")) => folder.FullName,
        _ => Find(folder.Parent),
    };
}

using System.Reflection;

namespace Observe.EndToEnd.Tests;

/// <summary>Folders that the project file knows.</summary>
public static class ProjectPaths
{
    public static string Screenshots => Of("ScreenshotFolder");

    private static string Of(string key) => typeof(ProjectPaths).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key).Value!;
}

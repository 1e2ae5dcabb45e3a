namespace Observe.Server.Tests;

/// <summary>A data folder that several processes share one after the other.</summary>
public sealed class TemporaryData : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("observe-process-tests-").FullName;

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using Microsoft.Extensions.Configuration;
using Observe.Server.Composition;

namespace Observe.Server.Tests.Composition;

public sealed class SecretFilesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("observe-secrets-tests-");

    [Fact]
    public void AddSecretFiles_AsKubernetesMountsThem_GoBeforeTheEnvironment()
    {
        // A folder with the version, a link to it, and a link for each key.
        var version = _folder.CreateSubdirectory("..2026_11_26");
        File.WriteAllText(Path.Combine(version.FullName, "Observe__Storage__Password"), "from the file\n");
        Directory.CreateSymbolicLink(Path.Combine(_folder.FullName, "..data"), version.Name);
        File.CreateSymbolicLink(Path.Combine(_folder.FullName, "Observe__Storage__Password"), "..data/Observe__Storage__Password");
        using var configuration = Configuration(("Observe:Storage:Password", "from the environment"));

        configuration.AddSecretFiles();

        Assert.Equal("from the file", configuration["Observe:Storage:Password"]);
        Assert.Single(configuration.GetSection("Observe:Storage").GetChildren());
    }

    [Fact]
    public void AddSecretFiles_NoFolderNamed_ChangesNothing()
    {
        using var configuration = new ConfigurationManager();

        configuration.AddSecretFiles();

        Assert.Empty(configuration.GetChildren());
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private ConfigurationManager Configuration(params (string Key, string Value)[] values)
    {
        var configuration = new ConfigurationManager();
        configuration.AddInMemoryCollection([
            KeyValuePair.Create("Observe:Security:SecretsDirectory", (string?)_folder.FullName),
            .. values.Select(value => KeyValuePair.Create(value.Key, (string?)value.Value))]);
        return configuration;
    }
}

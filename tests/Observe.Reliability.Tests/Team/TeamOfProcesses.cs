using System.Security.Cryptography;
using Observe.Testing;

namespace Observe.Reliability.Tests.Team;

/// <summary>The server's program several times, by role, over one ClickHouse: what a team runs on several machines.</summary>
internal sealed class TeamOfProcesses : IAsyncDisposable
{
    private readonly TestClickHouse _clickHouse;
    private readonly string _database = "team_" + Guid.NewGuid().ToString("N")[..12];
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("observe-team-");
    private readonly List<ServerProcess> _processes = [];

    private TeamOfProcesses(TestClickHouse clickHouse)
    {
        _clickHouse = clickHouse;
        var secrets = _folder.CreateSubdirectory("secrets").FullName;
        // As orchestrators mount them, with the line end that an editor leaves.
        File.WriteAllText(Path.Combine(secrets, "Observe__Storage__Password"), TestClickHouse.Password + "\n");
        File.WriteAllText(Path.Combine(secrets, "Observe__Security__MasterKey"), Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)) + "\n");
    }

    public Uri Sql => _clickHouse.Sql(_database);

    public static async Task<TeamOfProcesses> OverAsync() => new(await TestClickHouse.GetAsync());

    /// <param name="name">Of the process: its data folder stays the same when it is started again.</param>
    public ServerProcess Start(string name, string roles, params string[] args)
    {
        var process = ServerProcess.StartOn(
            DataOf(name),
            [
                $"--roles={roles}",
                $"--Observe:Storage:ServerUrl={_clickHouse.Address}",
                $"--Observe:Storage:User={TestClickHouse.User}",
                $"--Observe:Storage:Database={_database}",
                $"--Observe:Security:SecretsDirectory={Path.Combine(_folder.FullName, "secrets")}",
                .. args,
            ]);
        _processes.Add(process);
        return process;
    }

    /// <summary>A collector on addresses that stay the same.</summary>
    public ServerProcess StartCollector(string name, (Uri Grpc, Uri Http) addresses) => Start(
        name, "collector", $"--Observe:Collector:GrpcUrl={addresses.Grpc}", $"--Observe:Collector:HttpUrl={addresses.Http}",
        "--Observe:Collector:BatchAge=00:00:00.050");

    public string DataOf(string name) => Path.Combine(_folder.FullName, name);

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }
        _folder.Delete(recursive: true);
    }
}

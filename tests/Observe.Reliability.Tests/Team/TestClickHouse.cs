using System.Net;
using Observe.Storage.Engine;
using Observe.Storage.Engine.Http;

namespace Observe.Reliability.Tests.Team;

/// <summary>
/// What stands for a ClickHouse server: the embedded engine in the tests' own process, behind ClickHouse's HTTP interface, with a user and a password. A process
/// opens the engine once, so there is one for all tests.
/// </summary>
internal sealed class TestClickHouse
{
    public const string User = "observe";
    public const string Password = "p:ss wörd";

    private static readonly Lazy<Task<TestClickHouse>> Shared = new(OpenAsync);

    private TestClickHouse(EngineHttpListener listener) => Address = listener.Address;

    public Uri Address { get; }

    public static Task<TestClickHouse> GetAsync() => Shared.Value;

    /// <summary>Where tests ask it themselves.</summary>
    public Uri Sql(string database) =>
        new(Address, $"/?database={database}&user={User}&password={Uri.EscapeDataString(Password)}");

    private static async Task<TestClickHouse> OpenAsync()
    {
        var folder = Directory.CreateTempSubdirectory("observe-team-clickhouse-");
        var engine = EmbeddedEngine.Open(new StorageOptions { DataDirectory = folder.FullName, MaxMemoryBytes = 2L << 30 }, new ReadLimits());
        var listener = await EngineHttpListener.StartAsync(
            engine, new EngineHttpOptions(new IPEndPoint(IPAddress.Loopback, 0), Writable: true, User, Password), default);
        AppDomain.CurrentDomain.ProcessExit += (_, _) =>
        {
            listener.DisposeAsync().AsTask().GetAwaiter().GetResult();
            engine.DisposeAsync().AsTask().GetAwaiter().GetResult();
            folder.Delete(recursive: true);
        };
        return new TestClickHouse(listener);
    }
}

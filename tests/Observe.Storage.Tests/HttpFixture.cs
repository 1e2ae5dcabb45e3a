using System.Net;
using Observe.Storage.Engine;
using Observe.Storage.Engine.Http;

namespace Observe.Storage.Tests;

/// <summary>
/// The same engine, reached as a ClickHouse server is: through the driver, over real HTTP, with a user and a password.
/// </summary>
public sealed class HttpFixture : EngineFixture
{
    private const string User = "observe";
    private const string Password = "p:ss wörd";

    private static readonly Lazy<Task<EngineHttpListener>> SharedListener = new(ListenAsync);
    private Uri _address = null!;

    public override async Task InitializeAsync()
    {
        _address = (await SharedListener.Value).Address;
        await base.InitializeAsync();
    }

    public StorageOptions Options(string cluster = "") =>
        new() { ServerUrl = _address.ToString(), User = User, Password = Password, Database = Name, Cluster = cluster };

    protected override ClickHouseDatabase Open(ReadLimits limits) => ClickHouseDatabase.Open(Options(), limits);

    private static async Task<EngineHttpListener> ListenAsync()
    {
        var listener = await EngineHttpListener.StartAsync(
            Engine, new EngineHttpOptions(new IPEndPoint(IPAddress.Loopback, 0), Writable: true, User, Password), default);
        BeforeTheEngine.Add(listener);
        return listener;
    }
}

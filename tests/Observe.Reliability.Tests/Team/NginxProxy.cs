using System.Diagnostics;
using System.Reflection;
using Observe.Reliability.Tests.Server;

namespace Observe.Reliability.Tests.Team;

/// <summary>nginx with the configuration of the deployment, before collectors on this machine.</summary>
internal sealed class NginxProxy : IDisposable
{
    private readonly Process _process;
    private readonly DirectoryInfo _folder;

    private NginxProxy(string program, string configuration, (Uri Grpc, Uri Http) addresses)
    {
        Addresses = addresses;
        _folder = Directory.CreateTempSubdirectory("observe-nginx-");
        var file = Path.Combine(_folder.FullName, "nginx.conf");
        File.WriteAllText(file, configuration.Replace(" /tmp/", $" {_folder.FullName}/", StringComparison.Ordinal));
        _process = Process.Start(program, ["-c", file, "-g", "daemon off;"]);
    }

    public (Uri Grpc, Uri Http) Addresses { get; }

    public static NginxProxy Start(string program, (Uri Grpc, Uri Http)[] collectors)
    {
        var own = FreePorts.Two();
        var text = File.ReadAllText(typeof(NginxProxy).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(item => item.Key == "NginxConfiguration").Value!)
            .Replace("listen 4317", $"listen 127.0.0.1:{own.Grpc.Port}", StringComparison.Ordinal)
            .Replace("listen 4318", $"listen 127.0.0.1:{own.Http.Port}", StringComparison.Ordinal);
        for (var i = 0; i < collectors.Length; i++)
        {
            text = text
                .Replace($"collector-{i + 1}:4317", collectors[i].Grpc.Authority, StringComparison.Ordinal)
                .Replace($"collector-{i + 1}:4318", collectors[i].Http.Authority, StringComparison.Ordinal);
        }
        return new NginxProxy(program, text, own);
    }

    public void Dispose()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
        _folder.Delete(recursive: true);
    }
}

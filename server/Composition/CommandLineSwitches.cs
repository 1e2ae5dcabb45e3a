namespace Observe.Server.Composition;

/// <summary>What the command line asks for: configuration to start with, or a text to print instead of starting.</summary>
/// <param name="Configuration">Each of the form <c>--Section:Key=value</c>.</param>
/// <param name="AsksHealth">Instead of starting, ask the server that runs with this configuration.</param>
/// <param name="Text">Usage, or what is wrong; null to start.</param>
public sealed record CommandLineSwitches(string[] Configuration, string? Text, bool IsError, bool AsksHealth = false)
{
    private const string Usage =
        """
        Observe: traces, logs, cold starts and alerts of serverless functions.

          --data DIR       where the data lives (default: data)
          --demo           start two sample functions and keep traffic coming
          --roles LIST     of collector,ui,api,alerts (default: all; fewer need a ClickHouse server)
          --restore DIR    begin an empty data folder with this backup
          --health         start nothing; ask whether the server on this machine is ready (exit code 0) or not (1)
          --Observe:Section:Name=VALUE   any option of the README's table
        """;

    public static CommandLineSwitches Read(IReadOnlyList<string> args)
    {
        var configuration = new List<string>();
        var asksHealth = false;
        for (var index = 0; index < args.Count; index++)
        {
            var parts = args[index].Split('=', 2);
            if (parts[0] is "--help" or "-h")
            {
                return new([], Usage, IsError: false);
            }
            if (parts[0] == "--demo" && parts.Length == 1)
            {
                configuration.Add("--Observe:Demo:Enabled=true");
                continue;
            }
            if (parts[0] == "--health" && parts.Length == 1)
            {
                asksHealth = true;
                continue;
            }
            if (KeyOf(parts[0]) is not { } key)
            {
                return new([], $"observe: unknown switch {parts[0]}\n\n{Usage}", IsError: true);
            }
            var value = parts.Length == 2 ? parts[1] : ++index < args.Count ? args[index] : null;
            if (string.IsNullOrEmpty(value))
            {
                return new([], $"observe: {parts[0]} needs a value\n\n{Usage}", IsError: true);
            }
            configuration.Add($"--{key}={value}");
        }
        return new([.. configuration], null, IsError: false, asksHealth);
    }

    private static string? KeyOf(string name) => name switch
    {
        "--data" => "Observe:Storage:DataDirectory",
        "--restore" => "Observe:Storage:RestoreFrom",
        "--roles" => "Observe:Server:Roles",
        _ when name.StartsWith("--Observe:", StringComparison.OrdinalIgnoreCase) => name[2..],
        _ => null,
    };
}

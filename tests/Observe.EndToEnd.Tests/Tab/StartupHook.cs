using Observe.EndToEnd.Tests.Tab;

/// <summary>The runtime looks for this name, in no namespace, in what DOTNET_STARTUP_HOOKS names, and calls it before the server's own code.</summary>
internal static class StartupHook
{
    public static void Initialize() => HurriedServer.Watch();
}

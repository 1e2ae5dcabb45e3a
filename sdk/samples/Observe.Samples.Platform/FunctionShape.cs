namespace Observe.Samples.Platform;

/// <summary>How a function and the platform talk.</summary>
internal enum FunctionShape
{
    /// <summary>The function is a web server, and says where it listens.</summary>
    HttpServer,

    /// <summary>The function asks for its events, at the Runtime API of Lambda, and is frozen between them.</summary>
    LambdaRuntime,
}

using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace Observe.Storage.Engine.Http;

/// <summary>How the embedded engine is offered over HTTP.</summary>
/// <param name="Writable">
/// Takes INSERT and DDL, and settings from the address, as a ClickHouse server does. Only the tests' server is: what
/// <c>Observe:Storage:HttpUrl</c> offers reads in the sandbox of the readers.
/// </param>
/// <param name="User">Empty to ask for no password.</param>
/// <param name="Certificate">For https; null for http.</param>
internal sealed record EngineHttpOptions(
    IPEndPoint EndPoint, bool Writable = false, string User = "", string Password = "", X509Certificate2? Certificate = null);

using System.Net;
using System.Net.Sockets;
using Observe.Alerts.Outgoing;

namespace Observe.Alerts.Tests.Outgoing;

/// <summary>
/// Knows one name, whose addresses may be others at each lookup. Everything else is what the system makes of it without asking a network:
/// an address in some spelling, or nothing.
/// </summary>
internal sealed class ScriptedResolver(string name, params string[] answers) : IHostResolver
{
    private int _lookups;

    public int Lookups => Volatile.Read(ref _lookups);

    /// <summary>Each answer is a list of addresses, separated by spaces; the last one stays.</summary>
    public async Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
    {
        if (host.Equals(name, StringComparison.OrdinalIgnoreCase))
        {
            var answer = answers[Math.Min(Interlocked.Increment(ref _lookups), answers.Length) - 1];
            return [.. answer.Split(' ').Select(IPAddress.Parse)];
        }
        return host.Trim('.').All(character => char.IsAsciiHexDigit(character) || character is '.' or 'x' or 'X' or ':' or '%')
            ? await new SystemHostResolver().ResolveAsync(host, cancellationToken)
            : throw new SocketException((int)SocketError.HostNotFound);
    }
}

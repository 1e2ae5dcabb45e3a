using System.Net.Sockets;

namespace Observe.UI.Shaping;

/// <summary>Why a query failed, in a sentence for the person who waits, and whether the data is safe.</summary>
public static class FailureText
{
    public static string Of(Exception error) => error switch
    {
        TimeoutException or OperationCanceledException =>
            "The store did not answer in time. Nothing is lost; a shorter range or a narrower search may be faster.",
        HttpRequestException or SocketException or IOException =>
            "The store cannot be reached. What is received meanwhile waits in the journal, and nothing is lost.",
        _ => "The store answered with an error. What was received is safe.",
    };
}

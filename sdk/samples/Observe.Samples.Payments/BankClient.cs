using System.Net;
using System.Net.Http.Json;

namespace Observe.Samples.Payments;

/// <summary>What the bank said.</summary>
internal enum BankAnswer
{
    Authorised,
    Busy,
    Failed,
}

/// <summary>Asks the bank, and gives up when it takes too long.</summary>
internal sealed class BankClient(HttpClient http, Uri address)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public async Task<BankAnswer> AuthoriseAsync(Charge charge, CancellationToken cancellation)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        patience.CancelAfter(Patience);
        try
        {
            using var answer = await http.PostAsJsonAsync(
                new Uri(address, "authorisations"), charge, ChargeJson.Default.Charge, patience.Token);
            return answer.StatusCode switch
            {
                HttpStatusCode.TooManyRequests => BankAnswer.Busy,
                >= HttpStatusCode.InternalServerError => BankAnswer.Failed,
                _ => BankAnswer.Authorised,
            };
        }
        catch (OperationCanceledException exception) when (!cancellation.IsCancellationRequested)
        {
            throw new TimeoutException($"The bank did not answer within {Patience.TotalSeconds} s.", exception);
        }
    }
}

using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Observe.Samples.Shop;
using Serilog;

namespace Observe.Samples.Payments;

/// <summary>POST /charge: check the card, ask the bank, keep the charge.</summary>
internal sealed class ChargeEndpoint(ILogger logger, ShopStore store, BankClient bank)
{
    private const int Suspicious = 97;

    public async Task ServeAsync(HttpContext context)
    {
        var cancellation = context.RequestAborted;
        var charge = await JsonSerializer.DeserializeAsync(context.Request.Body, ChargeJson.Default.Charge, cancellation);
        if (charge is null || !CardNumber.IsValid(charge.Card))
        {
            logger.Warning("Charge refused: the card number is not valid");
            context.Response.StatusCode = StatusCodes.Status422UnprocessableEntity;
            return;
        }
        using var orderLog = Serilog.Context.LogContext.PushProperty("OrderId", charge.Order);
        context.Response.StatusCode = await ChargeAsync(charge, cancellation);
    }

    private async Task<int> ChargeAsync(Charge charge, CancellationToken cancellation)
    {
        var score = FraudScore.Of(charge.Card, charge.Amount);
        if (score >= Suspicious)
        {
            logger.Warning("Charge of {Amount} {Currency} held back: fraud score {FraudScore}", charge.Amount, charge.Currency, score);
            return StatusCodes.Status422UnprocessableEntity;
        }
        switch (await bank.AuthoriseAsync(charge, cancellation))
        {
            case BankAnswer.Busy:
                logger.Warning("The bank asks to slow down");
                return StatusCodes.Status429TooManyRequests;
            case BankAnswer.Failed:
                logger.Error("The bank failed to authorise {Amount} {Currency}", charge.Amount, charge.Currency);
                return StatusCodes.Status500InternalServerError;
            default:
                await store.PutAsync("charges", charge.Order, charge.Amount.ToString(CultureInfo.InvariantCulture), cancellation);
                logger.Information(
                    "Charged {Amount} {Currency} to card ending {CardEnd}", charge.Amount, charge.Currency, charge.Card[^4..]);
                return StatusCodes.Status201Created;
        }
    }
}

using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Observe.Samples.Platform;

/// <summary>A small key-value store over HTTP: POST /add/collection/key and POST /put/collection/key.</summary>
internal sealed class ShopStore
{
    private const long FirstDelivery = 5_000;
    private const int MostKeys = 20_000;
    private const int LongestValue = 1_024;

    private readonly ConcurrentDictionary<string, long> _numbers = new();
    private readonly ConcurrentDictionary<string, string> _values = new();

    public async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var value = await reader.ReadToEndAsync(context.RequestAborted);
        if (context.Request.Path.Value?.Split('/') is not ["", var operation, var collection, var key] || value.Length > LongestValue)
        {
            context.Response.StatusCode = StatusCodes.Status400BadRequest;
            return;
        }
        var place = $"{collection}/{key}";
        if (operation == "add")
        {
            await AddAsync(context, place, long.Parse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture));
            return;
        }
        if (_values.Count >= MostKeys)
        {
            _values.Clear();
        }
        _values[place] = value;
    }

    private async Task AddAsync(HttpContext context, string place, long amount)
    {
        while (true)
        {
            var before = _numbers.GetOrAdd(place, FirstDelivery);
            // Sold out: the next delivery arrives with the refusal, so that the shop goes on.
            var after = before + amount < 0 ? FirstDelivery : before + amount;
            if (_numbers.TryUpdate(place, after, before))
            {
                context.Response.StatusCode = before + amount < 0 ? StatusCodes.Status409Conflict : StatusCodes.Status200OK;
                await context.Response.WriteAsync(after.ToString(CultureInfo.InvariantCulture), context.RequestAborted);
                return;
            }
        }
    }
}

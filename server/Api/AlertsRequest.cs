using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Config;

namespace Observe.Server.Api;

/// <summary>Reads bodies and preconditions; what is wrong is named by its field.</summary>
internal static class AlertsRequest
{
    private const int MaxBodyBytes = 64 * 1024;

    public static async Task<(T? Body, ProblemHttpResult? Problem)> ReadAsync<T>(
        HttpRequest request, CancellationToken cancellationToken)
        where T : class
    {
        var buffer = new byte[MaxBodyBytes + 1];
        var length = await request.Body.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellationToken);
        if (length > MaxBodyBytes)
        {
            return (null, TypedResults.Problem(
                $"The body is larger than {MaxBodyBytes} bytes.", statusCode: StatusCodes.Status413PayloadTooLarge));
        }
        try
        {
            var body = JsonSerializer.Deserialize<T>(buffer.AsSpan(0, length), JsonSerializerOptions.Web);
            return body is null ? (null, Bad("body", "A JSON object is expected, not null.")) : (body, null);
        }
        catch (JsonException exception)
        {
            var field = exception.Path is { Length: > 2 } path ? path[2..] : "body";
            return (null, Bad(field, field == "body" ? "No JSON object could be read." : "The value has the wrong type."));
        }
    }

    /// <summary>False when there is an If-Match that is no version; null without one, or with <c>*</c>.</summary>
    public static bool TryReadIfMatch(HttpRequest request, out long? version)
    {
        version = null;
        var text = request.Headers.IfMatch.ToString().Trim();
        if (text is "" or "*")
        {
            return true;
        }
        var good = long.TryParse(text.Trim('"'), NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        version = number;
        return good;
    }

    public static ProblemHttpResult BadIfMatch() => Bad("If-Match", "The version that was read, in double quotes.");

    public static void SetETag(HttpResponse response, long version) =>
        response.Headers.ETag = string.Create(CultureInfo.InvariantCulture, $"\"{version}\"");

    private static ProblemHttpResult Bad(string field, string message) => AlertsProblem.Fields([new FieldError(field, message)]);
}

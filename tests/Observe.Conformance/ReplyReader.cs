using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Observe.Conformance.Wire;

namespace Observe.Conformance;

/// <summary>Reads answers of every transport. Whatever is wrong with a body is told, not thrown: it is a finding.</summary>
internal static class ReplyReader
{
    public static async Task<Reply> ReadHttpAsync(HttpResponseMessage response, OtlpRequest request)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        var isSuccess = (int)response.StatusCode == 200;
        PartialSuccess? partial = null;
        var message = "";
        string? problem = null;
        try
        {
            var isJson = type == "application/json";
            (partial, message) = (isJson, isSuccess) switch
            {
                (true, true) => (PartialOf(Parse(body), request.Signal), ""),
                (true, false) => (null, Text(Parse(body), "message")),
                (false, true) => (PartialOf(ProtobufField.Read(body)), ""),
                (false, false) => (null, ProtobufField.Read(body).LastOrDefault(field => field.Number == 2)?.Text ?? ""),
            };
        }
        catch (Exception exception) when (exception is FormatException or JsonException or InvalidOperationException or ArgumentException)
        {
            problem = $"the body does not read as {(isSuccess ? "an export response" : "a google.rpc.Status")}: {exception.Message}";
        }
        var retry = response.Headers.RetryAfter?.ToString();
        return new Reply(request.Transport, (int)response.StatusCode, null, type, partial, message, retry, problem, body.Length, HeadersOf(response));
    }

    public static async Task<Reply> ReadGrpcAsync(HttpResponseMessage response)
    {
        var body = await response.Content.ReadAsByteArrayAsync();
        var headers = HeadersOf(response);
        foreach (var header in response.TrailingHeaders)
        {
            headers[header.Key.ToLowerInvariant()] = string.Join(", ", header.Value);
        }
        var status = int.TryParse(headers.GetValueOrDefault("grpc-status"), NumberStyles.None, CultureInfo.InvariantCulture, out var code) ? code : -1;
        PartialSuccess? partial = null;
        string? problem = status < 0 ? "there is no grpc-status" : null;
        string? retry = null;
        try
        {
            partial = status == 0 ? PartialOf(ProtobufField.Read(Unframed(body))) : null;
            retry = headers.TryGetValue("grpc-status-details-bin", out var details) ? RetryOf(details) : null;
        }
        catch (FormatException exception)
        {
            problem = exception.Message;
        }
        var message = Uri.UnescapeDataString(headers.GetValueOrDefault("grpc-message", ""));
        var type = response.Content.Headers.ContentType?.MediaType ?? "";
        return new Reply(Transport.Grpc, (int)response.StatusCode, status, type, partial, message, retry, problem, body.Length, headers);
    }

    private static ReadOnlySpan<byte> Unframed(byte[] body)
    {
        if (body.Length < 5 || body[0] != 0 || BinaryPrimitives.ReadUInt32BigEndian(body.AsSpan(1)) != body.Length - 5)
        {
            throw new FormatException("the answer is not one uncompressed message frame");
        }
        return body.AsSpan(5);
    }

    private static PartialSuccess? PartialOf(IReadOnlyList<ProtobufField> response)
    {
        if (response.LastOrDefault(field => field.Number == 1) is not { } partial)
        {
            return null;
        }
        var fields = ProtobufField.Read(partial.Bytes);
        return new PartialSuccess(
            (long)(fields.LastOrDefault(field => field.Number == 1)?.Value ?? 0), fields.LastOrDefault(field => field.Number == 2)?.Text ?? "");
    }

    private static PartialSuccess? PartialOf(JsonElement response, Signal signal)
    {
        if (!response.TryGetProperty("partialSuccess", out var partial) || partial.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        // int64: a string in protobuf's JSON; a number is taken too.
        var count = partial.TryGetProperty(signal.RejectedField, out var rejected)
            ? long.Parse(rejected.ToString(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture)
            : 0;
        return new PartialSuccess(count, Text(partial, "errorMessage"));
    }

    private static JsonElement Parse(byte[] body)
    {
        using var document = JsonDocument.Parse(new UTF8Encoding(false, true).GetString(body));
        var root = document.RootElement.Clone();
        return root.ValueKind == JsonValueKind.Object ? root : throw new FormatException("it is no JSON object");
    }

    private static string Text(JsonElement element, string name) => element.TryGetProperty(name, out var text) ? text.GetString() ?? "" : "";

    /// <summary>The RetryInfo inside the Status of gRPC's richer error model.</summary>
    private static string? RetryOf(string details)
    {
        var padded = details.PadRight((details.Length + 3) / 4 * 4, '=');
        foreach (var detail in ProtobufField.Read(Convert.FromBase64String(padded)).Where(field => field.Number == 3))
        {
            var any = ProtobufField.Read(detail.Bytes);
            if (any.Any(field => field.Number == 1 && field.Text.EndsWith("google.rpc.RetryInfo", StringComparison.Ordinal)))
            {
                var info = ProtobufField.Read(any.Last(field => field.Number == 2).Bytes);
                var seconds = info.Where(field => field.Number == 1).SelectMany(field => ProtobufField.Read(field.Bytes))
                    .FirstOrDefault(field => field.Number == 1)?.Value ?? 0;
                return $"{seconds} s";
            }
        }
        return null;
    }

    private static Dictionary<string, string> HeadersOf(HttpResponseMessage response) => response.Headers.Concat(response.Content.Headers)
        .ToDictionary(header => header.Key.ToLowerInvariant(), header => string.Join(", ", header.Value));
}

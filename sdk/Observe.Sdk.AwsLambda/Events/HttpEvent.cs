using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Observe.Sdk.AwsLambda.Events;

/// <summary>Requests of API Gateway (REST and HTTP APIs), function URLs and load balancers, with the attributes of HTTP server spans.</summary>
internal static class HttpEvent
{
    private const int FirstServerFault = 500;

    /// <summary>The route that matches what no other does.</summary>
    private const string AnyRoute = "$default";

    public static FunctionInvocation Describe(
        JsonElement root, JsonElement context, FunctionInvocation invocation, Dictionary<string, object?> attributes)
    {
        var http = context.Member("http");
        var method = http.Text("method") ?? root.Text("httpMethod");
        if (method is null)
        {
            // A web socket, or something else with a context of that name.
            return invocation;
        }
        var route = Route(root);
        attributes["http.request.method"] = method;
        Set(attributes, "url.path", http.Text("path") ?? root.Text("rawPath") ?? root.Text("path"));
        Set(attributes, "http.route", route);
        Set(attributes, "url.scheme", Header(root, "x-forwarded-proto"));
        Set(attributes, "server.address", context.Text("domainName") ?? Header(root, "host"));
        var parent = TraceContext.Extract(name => Header(root, name));
        return invocation with
        {
            Trigger = FunctionTrigger.Http,
            SpanName = route is null ? method : $"{method} {route}",
            Parent = parent == default ? invocation.Parent : parent,
        };
    }

    /// <summary>Writes the status of an answer to the span, if the invocation was of a request and the answer says one.</summary>
    public static void Conclude(Activity? span, ReadOnlyMemory<byte> answer)
    {
        if (span?.GetTagItem("http.request.method") is null || Status(answer.Span) is not { } status)
        {
            return;
        }
        span.SetTag("http.response.status_code", status);
        if (status >= FirstServerFault && span.Status == ActivityStatusCode.Unset)
        {
            span.SetStatus(ActivityStatusCode.Error);
            span.SetTag("error.type", status.ToString(CultureInfo.InvariantCulture));
        }
    }

    /// <summary>Of <c>POST /orders/{id}</c> (HTTP API) or <c>/orders/{id}</c> (REST API).</summary>
    private static string? Route(JsonElement root)
    {
        if (root.Text("routeKey") is { } key)
        {
            return key == AnyRoute ? null : key[(key.IndexOf(' ', StringComparison.Ordinal) + 1)..];
        }
        return root.Text("resource");
    }

    /// <summary>Load balancers may send lists of values; names come in the caller's letters.</summary>
    private static string? Header(JsonElement root, string name)
    {
        foreach (var list in (string[])["headers", "multiValueHeaders"])
        {
            if (root.Member(list) is not { ValueKind: JsonValueKind.Object } headers)
            {
                continue;
            }
            foreach (var header in headers.EnumerateObject())
            {
                if (!header.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                {
                    continue;
                }
                var value = header.Value.ValueKind == JsonValueKind.Array && header.Value.GetArrayLength() > 0 ? header.Value[0] : header.Value;
                return value.ValueKind == JsonValueKind.String ? value.GetString() : null;
            }
        }
        return null;
    }

    /// <summary>The member <c>statusCode</c> of the answer itself; null when it is no JSON object that has one.</summary>
    private static int? Status(ReadOnlySpan<byte> answer)
    {
        var reader = new Utf8JsonReader(answer);
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return null;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                var found = reader.ValueTextEquals("statusCode"u8);
                reader.Read();
                if (found)
                {
                    return reader.TokenType == JsonTokenType.Number && reader.TryGetInt32(out var status) ? status : null;
                }
                reader.Skip();
            }
        }
        catch (JsonException)
        {
            // A function may answer with any text.
        }
        return null;
    }

    private static void Set(Dictionary<string, object?> attributes, string key, string? value)
    {
        if (value is not null)
        {
            attributes[key] = value;
        }
    }
}

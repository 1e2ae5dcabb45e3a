namespace Observe.Conformance.Checks;

/// <summary>Senders in pages: preflights are answered before any key is asked for, and only listed origins are let in.</summary>
internal static class BrowserChecks
{
    private const string Stranger = "https://stranger.example";

    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        if (options.Http is null)
        {
            yield break;
        }
        var signal = SuccessChecks.First(options);
        foreach (var header in new[] { "content-type", "content-encoding", "authorization", "x-api-key", "traceparent" })
        {
            yield return Check.Beyond($"cors.preflight-allows-{header}", async target =>
            {
                var reply = await PreflightAsync(target, signal, Origin(target), header);
                return Expect.That(
                    reply,
                    reply.HttpStatus is 200 or 204 && Allows(reply, Origin(target)) && Has(reply, "access-control-allow-methods", "POST")
                        && Has(reply, "access-control-allow-headers", header),
                    "an allowed preflight");
            });
        }
        yield return Check.Beyond("cors.preflight-can-be-kept", async target =>
        {
            var reply = await PreflightAsync(target, signal, Origin(target), "content-type");
            return Expect.That(reply, reply.Header("access-control-max-age").Length > 0, "a max-age") + $", {reply.Header("access-control-max-age")} s";
        });
        yield return Check.Beyond("cors.answer-names-the-origin", async target =>
        {
            var reply = await target.SendAsync(Some(signal, Origin(target)));
            return Expect.That(reply, reply.IsSuccess && Allows(reply, Origin(target)) && Has(reply, "vary", "Origin"), "the origin, and Vary: Origin");
        });
        yield return Check.Beyond("cors.refusal-names-the-origin-too", async target =>
        {
            var reply = await target.SendAsync(Some(signal, Origin(target)) with { ContentType = "text/plain" });
            return Expect.That(reply, !reply.IsSuccess && Allows(reply, Origin(target)), "a refusal that the page may read");
        });
        yield return Check.Beyond("cors.stranger-preflight-not-allowed", async target =>
        {
            var reply = await PreflightAsync(target, signal, Stranger, "content-type");
            return Expect.That(reply, reply.Header("access-control-allow-origin").Length == 0, "no allowed origin");
        });
        yield return Check.Beyond("cors.no-origin-no-headers", async target =>
        {
            var reply = await target.SendAsync(OtlpRequest.Of(Transport.HttpJson, signal, SomeTelemetry.Request(signal)));
            return Expect.That(reply, reply.Header("access-control-allow-origin").Length == 0, "no CORS headers without an Origin");
        });
    }

    private static Task<Reply> PreflightAsync(ConformanceTarget target, Signal signal, string origin, string header) => target.SendAsync(
        new OtlpRequest(Transport.HttpJson, signal, [])
        {
            Method = "OPTIONS",
            ContentType = "",
            Key = "",
            Headers = [("Origin", origin), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", header)],
        });

    private static OtlpRequest Some(Signal signal, string origin) =>
        OtlpRequest.Of(Transport.HttpJson, signal, SomeTelemetry.Request(signal)) with { Headers = [("Origin", origin)] };

    private static bool Allows(Reply reply, string origin) => reply.Header("access-control-allow-origin") == origin;

    private static bool Has(Reply reply, string header, string value) => reply.Header(header).Contains(value, StringComparison.OrdinalIgnoreCase);

    private static string Origin(ConformanceTarget target) => target.Options.Origin ?? throw new CheckSkippedException("no --origin was named");
}

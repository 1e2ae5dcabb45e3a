namespace Observe.Conformance.Checks;

/// <summary>The ingest key: asked for on every way in, and never said aloud.</summary>
internal static class KeyChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        foreach (var (transport, signal) in SuccessChecks.Each(options))
        {
            var name = $"{SuccessChecks.NameOf(transport, signal)}.key";
            var request = OtlpRequest.Of(transport, signal, SomeTelemetry.Request(signal));
            yield return Check.Beyond($"{name}-missing-refused", target => RefusedAsync(target, request with { Key = "" }));
            yield return Check.Beyond($"{name}-wrong-refused-and-not-echoed", target => RefusedAsync(target, request with { Key = "wrong-key-4711" }));
            yield return Check.Beyond($"{name}-as-bearer-token", target => SuccessChecks.FullAsync(
                target, request with { Key = "", Headers = [("Authorization", $"Bearer {Key(target)}")] }));
        }
        if (options.Http is not null)
        {
            yield return Check.Beyond("http.key-missing-names-the-scheme", async target =>
            {
                _ = Key(target);
                var reply = await target.SendAsync(OtlpRequest.Of(Transport.HttpJson, options.Signals[0], SomeTelemetry.Request(options.Signals[0])) with { Key = "" });
                return Expect.That(reply, reply.Header("www-authenticate").Length > 0, "a WWW-Authenticate header");
            });
        }
    }

    private static async Task<string> RefusedAsync(ConformanceTarget target, OtlpRequest request)
    {
        _ = Key(target);
        var reply = await target.SendAsync(request);
        var refused = Expect.Refused(reply, 401, GrpcCode.Unauthenticated);
        return Expect.That(reply, !reply.Message.Contains("4711", StringComparison.Ordinal), "a message without the key") is { } seen ? refused : "";
    }

    private static string Key(ConformanceTarget target) => target.Options.Key ?? throw new CheckSkippedException("no --key was named");
}

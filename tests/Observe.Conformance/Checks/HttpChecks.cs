namespace Observe.Conformance.Checks;

/// <summary>Methods, paths, content types and the form of HTTP answers.</summary>
internal static class HttpChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        if (options.Http is null)
        {
            yield break;
        }
        var signal = SuccessChecks.First(options);
        foreach (var method in new[] { "GET", "PUT", "DELETE", "PATCH", "HEAD" })
        {
            yield return Check.Beyond($"http.method.{method}-refused", async target =>
            {
                var reply = await target.SendAsync(Some(Transport.HttpJson, signal) with { Method = method });
                return Expect.That(reply, reply.HttpStatus == 405 && reply.Header("allow").Contains("POST", StringComparison.Ordinal), "405, Allow: POST");
            });
        }
        foreach (var transport in new[] { Transport.HttpProtobuf, Transport.HttpJson })
        {
            var name = $"http.{SuccessChecks.NameOf(transport)}";
            var type = transport == Transport.HttpJson ? "application/json" : "application/x-protobuf";
            yield return Check.Spec($"{name}.unknown-path-refused", async target => Expect.Refused(
                await target.SendAsync(Some(transport, signal) with { Path = "/v1/nothing" }), 404));
            yield return Check.Beyond($"{name}.path-with-slash-refused", async target => Expect.ClientFault(
                await target.SendAsync(Some(transport, signal) with { Path = signal.HttpPath + "/" })));
            yield return Check.Beyond($"{name}.type-with-parameter", target => SuccessChecks.FullAsync(
                target, Some(transport, signal) with { ContentType = type + "; charset=utf-8" }));
            yield return Check.Beyond($"{name}.type-in-capitals", target => SuccessChecks.FullAsync(
                target, Some(transport, signal) with { ContentType = type.ToUpperInvariant() }));
            yield return Check.Spec($"{name}.chunked", target => SuccessChecks.FullAsync(target, Some(transport, signal) with { IsChunked = true }));
            yield return Check.Spec($"{name}.query-ignored", target => SuccessChecks.FullAsync(
                target, Some(transport, signal) with { Path = signal.HttpPath + "?from=conformance" }));
            yield return Check.Spec($"{name}.accept-changes-nothing", target => SuccessChecks.FullAsync(
                target, Some(transport, signal) with { Headers = [("Accept", "text/html")] }));
            yield return Check.Spec($"{name}.answer-not-compressed-unasked", async target =>
            {
                var reply = await target.SendAsync(Some(transport, signal));
                return Expect.That(reply, reply.Header("content-encoding").Length == 0, "no content-encoding");
            });
        }
        foreach (var type in new[] { "", "text/plain", "application/xml; charset=utf-8", "application/jsonx", "application/grpc", "not a type" })
        {
            yield return Check.Beyond($"http.content-type.{(type.Length == 0 ? "none" : type.Replace(' ', '-'))}-refused", async target =>
            {
                var reply = await target.SendAsync(Some(Transport.HttpJson, signal) with { ContentType = type });
                return Expect.That(reply, reply.HttpStatus == 415 && reply.BodyProblem is null, "415");
            });
        }
        yield return Check.Spec("http.same-port-takes-both-encodings", async target =>
            $"{await SuccessChecks.FullAsync(target, Some(Transport.HttpProtobuf, signal))}; {await SuccessChecks.FullAsync(target, Some(Transport.HttpJson, signal))}");
    }

    private static OtlpRequest Some(Transport transport, Signal signal) => OtlpRequest.Of(transport, signal, SomeTelemetry.Request(signal));
}

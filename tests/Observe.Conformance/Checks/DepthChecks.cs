using Observe.Conformance.Wire;

namespace Observe.Conformance.Checks;

/// <summary>Values inside values: the SDKs stop at 64 levels; nobody may overflow a server's stack.</summary>
internal static class DepthChecks
{
    public static IEnumerable<Check> Of(ConformanceOptions options)
    {
        var signal = SuccessChecks.First(options);
        foreach (var (transport, lists) in options.Transports.SelectMany(transport => new[] { (transport, false), (transport, true) }))
        {
            var name = $"depth.{SuccessChecks.NameOf(transport)}.{(lists ? "lists" : "arrays")}";
            Task<Reply> Send(ConformanceTarget target, int depth) =>
                target.SendAsync(OtlpRequest.Of(transport, signal, SomeTelemetry.RequestWith(signal, NestedValue.Of(depth, lists))));

            yield return Check.Spec($"{name}-64-taken", async target => Expect.FullSuccess(await Send(target, 64)));
            yield return Check.Beyond($"{name}-255-taken", async target => Expect.FullSuccess(await Send(target, 255)));
            foreach (var depth in lists ? new[] { 256, 10_000, 100_000 } : [256, 10_000, 1_000_000])
            {
                yield return Check.Beyond($"{name}-{depth}-refused", async target => Expect.Refused(await Send(target, depth), 400, GrpcCode.InvalidArgument));
            }
            yield return Check.Spec($"{name}-server-goes-on", target => SuccessChecks.FullAsync(
                target, OtlpRequest.Of(transport, signal, SomeTelemetry.Request(signal))));
        }
    }
}

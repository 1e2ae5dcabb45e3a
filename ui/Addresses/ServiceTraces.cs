using Observe.Storage.Read;

namespace Observe.UI.Addresses;

/// <summary>The addresses of the traces behind figures of services, their operations and their calls.</summary>
public static class ServiceTraces
{
    private const string Requests = "(kind = server or kind = consumer)";
    private const string Failed = "status = error";

    public static string Of(string service, PageRange range, bool failed = false) =>
        ObserveUrls.Traces(And($"service = {ObserveUrls.QueryValue(service)}", Requests, failed ? Failed : ""), range);

    public static string OfOperation(string service, OperationSummary operation, PageRange range, bool failed = false) => ObserveUrls.Traces(
        And(
            $"service = {ObserveUrls.QueryValue(service)}", $"name = {ObserveUrls.QueryValue(operation.Name)}",
            $"kind = {operation.Kind.ToString().ToLowerInvariant()}", failed ? Failed : ""),
        range);

    /// <summary>Traces with calls of one node by another, as near as a search can say it.</summary>
    public static string OfCall(ServiceMapNode caller, ServiceMapNode callee, PageRange range, bool failed = false)
    {
        var status = failed ? Failed : "";
        if (callee.Node.Inferred)
        {
            var sender = caller.Node.Inferred ? "" : $"service = {ObserveUrls.QueryValue(caller.Id)}";
            return ObserveUrls.Traces(And(sender, "(kind = client or kind = producer)", Named(callee), status), range);
        }
        var called = And($"service = {ObserveUrls.QueryValue(callee.Id)}", caller.Node.Inferred ? "kind = consumer" : Requests, status);
        return ObserveUrls.Traces(
            caller.Node.Inferred || caller.Id == callee.Id ? called : And(called, $"{{ service = {ObserveUrls.QueryValue(caller.Id)} }}"), range);
    }

    private static string Named(ServiceMapNode node) => node.Named is { } named ? $"`{named.Key}` = {ObserveUrls.QueryValue(named.Value.ToString())}" : "";

    private static string And(params string[] conditions) => string.Join(" and ", conditions.Where(condition => condition.Length > 0));
}

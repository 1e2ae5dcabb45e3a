using System.Net;
using Observe.Functions.Kinds;
using Observe.Storage.Write;

namespace Observe.Storage.Read;

/// <summary>
/// Puts the map together. A call that a service answered is a call of that service, and what its caller named is another name of it: so calls of the same name
/// that nobody answered, because they failed or because their callee did not take their trace over, are calls of that service, too. What nobody answered and no
/// service is known by is a node of its own.
/// </summary>
internal sealed class ServiceMapBuilder(
    KnownPeers known, IReadOnlyList<ServiceRequests> services, IReadOnlyDictionary<string, IReadOnlyList<TelemetryAttribute>> resources)
{
    private readonly List<ServiceMapEdge> _edges = [];

    public (IReadOnlyList<ServiceMapNode> Nodes, IReadOnlyList<ServiceMapEdge> Edges) Build(
        IReadOnlyList<AnsweredCalls> answered, IReadOnlyList<CalledNode> called)
    {
        var byCaller = called.Where(item => item.Service is not null).ToArray();
        AddAnswered(answered, byCaller);
        AddCalled(answered, byCaller);
        IReadOnlyList<ServiceMapEdge> edges =
        [
            .. _edges.OrderByDescending(edge => edge.Calls)
                .ThenBy(edge => edge.Caller, StringComparer.Ordinal).ThenBy(edge => edge.Callee, StringComparer.Ordinal).ThenBy(edge => edge.Kind),
        ];
        return (Nodes(edges, called), edges);
    }

    private void AddAnswered(IReadOnlyList<AnsweredCalls> answered, CalledNode[] byCaller)
    {
        var unanswered = Unanswered(answered, byCaller);
        foreach (var calls in answered)
        {
            if (calls.FromNode != 0 && calls.FromNode == calls.ToNode)
            {
                continue; // sent to and taken from one queue: both of these calls are known from their own spans
            }
            var (from, to) = (calls.FromNode == 0 ? calls.FromService : IdOf(calls.FromNode), calls.ToNode == 0 ? calls.ToService : IdOf(calls.ToNode));
            _edges.Add(Edge(from, to, calls.ToNode == 0 ? calls.Kind : SpanKind.Producer, calls.Figures)
                with
            { Unanswered = unanswered.Remove((calls.FromService, calls.ToService), out var failed) ? failed : 0 });
        }
    }

    /// <summary>Failed calls that no span of the callee tells of, where what a caller named is one service only.</summary>
    private Dictionary<(string, string), long> Unanswered(IReadOnlyList<AnsweredCalls> answered, CalledNode[] byCaller)
    {
        var between = answered.Where(calls => calls is { FromNode: 0, ToNode: 0 }).ToArray();
        var callees = between.SelectMany(calls => calls.Named.Select(node => (calls.FromService, Node: node, calls.ToService))).Distinct()
            .ToLookup(item => (item.FromService, item.Node), item => item.ToService);
        var failed = byCaller.Where(item => item.Way == MessageWay.Sent).ToLookup(item => (item.Service!, item.Node), item => item.Figures.Errors);
        return between.GroupBy(calls => (calls.FromService, calls.ToService))
            .Select(pair => (pair.Key, Named: pair.SelectMany(calls => calls.Named).Distinct().ToArray(), Told: pair.Sum(calls => calls.CallerErrors)))
            .Where(pair => pair.Named.All(node => callees[(pair.Key.FromService, node)].Count() == 1 && !IsOnEveryHost(node)))
            .Select(pair => (pair.Key, Failed: pair.Named.Sum(node => failed[(pair.Key.FromService, node)].Sum()) - pair.Told))
            .Where(pair => pair.Failed > 0)
            .ToDictionary(pair => pair.Key, pair => pair.Failed);
    }

    private void AddCalled(IReadOnlyList<AnsweredCalls> answered, CalledNode[] byCaller)
    {
        var names = answered.Where(calls => calls is { FromNode: 0, ToNode: 0 })
            .SelectMany(calls => calls.Named.Select(node => (Node: node, calls.FromService, calls.ToService))).ToArray();
        var callers = names.Select(name => (name.FromService, name.Node)).ToHashSet();
        var callees = names.Where(name => !IsOnEveryHost(name.Node)).Select(name => (name.Node, name.ToService)).Distinct().ToLookup(name => name.Node, name => name.ToService);
        var taken = byCaller.Where(item => item.Way == MessageWay.Taken).Select(item => (item.Service, item.Node)).ToHashSet();
        var own = services.Select(service => service.Service).Concat(answered.SelectMany(calls => new[] { calls.FromService, calls.ToService })).ToHashSet();
        foreach (var item in byCaller)
        {
            var service = item.Service!;
            var peer = known[item.Node];
            if (item.Way != MessageWay.Sent)
            {
                // Who asks for messages and then tells of each has taken them once.
                if (peer.KeepsMessages && (item.Way == MessageWay.Taken || !taken.Contains((service, item.Node))))
                {
                    _edges.Add(Edge(IdOf(item.Node), service, SpanKind.Consumer, item.Figures));
                }
            }
            else if (peer.KeepsMessages)
            {
                _edges.Add(Edge(service, IdOf(item.Node), item.Kind, item.Figures));
            }
            else if (!callers.Contains((service, item.Node)))
            {
                _edges.Add(Edge(service, Known(peer.Node!, callees[item.Node], own) ?? IdOf(item.Node), item.Kind, item.Figures));
            }
        }
    }

    /// <summary>The service that a name stands for: the only one that answered to it, or the one of that name.</summary>
    private static string? Known(GraphNode node, IEnumerable<string> answering, HashSet<string> own) =>
        answering.Take(2).ToArray() is [var only] ? only
        : node.Kind is NodeKind.Service or NodeKind.Function or NodeKind.EdgeFunction or NodeKind.Container && node.Name.Length > 0 && own.Contains(node.Name) ? node.Name
        : null;

    private IReadOnlyList<ServiceMapNode> Nodes(IReadOnlyList<ServiceMapEdge> edges, IReadOnlyList<CalledNode> called)
    {
        var sums = called.Where(item => item is { Service: null, Way: MessageWay.Sent }).ToDictionary(item => item.Node, item => item.Figures);
        var asked = edges.ToLookup(edge => edge.Callee);
        var inferred = called.Select(item => item.Node).Distinct().ToDictionary(IdOf, node => node);
        var requested = services.ToDictionary(service => service.Service);
        var nodes = new List<ServiceMapNode>();
        foreach (var id in edges.SelectMany(edge => new[] { edge.Caller, edge.Callee }).Concat(requested.Keys).Distinct())
        {
            if (requested.TryGetValue(id, out var service) || !inferred.TryGetValue(id, out var index))
            {
                var figures = service?.Figures ?? default;
                nodes.Add(new(id, Host(id, service?.Function ?? ""), figures.Calls, figures.Errors, figures.P50, figures.P95, figures.P99));
            }
            else
            {
                var figures = sums.GetValueOrDefault(index);
                nodes.Add(new(
                    id, known[index].Node!, asked[id].Sum(edge => edge.Calls), asked[id].Sum(edge => edge.Errors),
                    figures.P50, figures.P95, figures.P99, known[index].Named));
            }
        }
        return [.. nodes.OrderBy(node => node.Node.Inferred).ThenByDescending(node => node.Requests).ThenBy(node => node.Id, StringComparer.Ordinal)];
    }

    private GraphNode Host(string service, string function)
    {
        var resource = TelemetryAttributes.Lookup(resources.GetValueOrDefault(service) ?? []);
        return HostNodeReader.Read(_ => null, key => resource(key) ?? (key == "faas.name" && function.Length > 0 ? function : null)) with { Name = service };
    }

    /// <summary>True for the address of the caller's own machine: each caller means something else by it, and one may mean several.</summary>
    private bool IsOnEveryHost(int node)
    {
        var name = known[node].Node!.Name;
        return name == "localhost" || (IPAddress.TryParse(name, out var address) && IPAddress.IsLoopback(address));
    }

    private string IdOf(int node) => CalledPeer.Id(known[node].Node!);

    private static ServiceMapEdge Edge(string from, string to, SpanKind kind, CallFigures figures) =>
        new(from, to, kind, figures.Calls, figures.Errors, figures.P50, figures.P95, figures.P99);
}

/// <param name="P50">Quantiles of durations, nanoseconds.</param>
internal readonly record struct CallFigures(long Calls, long Errors, long P50, long P95, long P99);

/// <param name="Function">The name of the function that it is; empty for none.</param>
internal sealed record ServiceRequests(string Service, string Function, CallFigures Figures);

/// <summary>Calls that a service answered, by the spans of the callee.</summary>
/// <param name="FromNode">What the caller left its message with, a number of <see cref="KnownPeers"/>; 0 when the service itself called.</param>
/// <param name="ToNode">What the callee took its message from; 0 when it says none.</param>
/// <param name="CallerErrors">Of the callers' spans.</param>
/// <param name="Named">What the callers named.</param>
internal sealed record AnsweredCalls(
    int FromNode, string FromService, int ToNode, string ToService, SpanKind Kind, CallFigures Figures, long CallerErrors, IReadOnlyList<int> Named);

/// <summary>Calls by the spans of the caller.</summary>
/// <param name="Service">Null for those of all.</param>
internal sealed record CalledNode(string? Service, int Node, MessageWay Way, SpanKind Kind, CallFigures Figures);

internal enum MessageWay
{
    /// <summary>Called, or a message sent.</summary>
    Sent,

    /// <summary>Messages asked for, or settled.</summary>
    Asked,

    /// <summary>A message taken: a span of the kind consumer.</summary>
    Taken,
}

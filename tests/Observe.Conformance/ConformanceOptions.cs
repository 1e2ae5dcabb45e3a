using System.Globalization;

namespace Observe.Conformance;

/// <summary>Which server is asked what.</summary>
public sealed record ConformanceOptions
{
    public const string Usage = """
        Asks an OTLP server everything that the specification (1.11.0) wants of it.
          --grpc URL        OTLP/gRPC, e.g. http://127.0.0.1:4317; left out: gRPC is not asked
          --http URL        OTLP/HTTP, e.g. http://127.0.0.1:4318; left out: HTTP is not asked
          --key KEY         the key that the server wants, shown as x-api-key
          --origin ORIGIN   a page's origin that the server lets in
          --signals LIST    traces,logs,metrics (the default)
          --max-bytes N     the server's limit of one request (67108864)
          --only TEXT       only the checks whose name holds the text
          --spec-only       leaves out what goes beyond the specification
        """;

    public Uri? Grpc { get; init; }
    public Uri? Http { get; init; }
    public string? Key { get; init; }
    public string? Origin { get; init; }
    public IReadOnlyList<Signal> Signals { get; init; } = Signal.All;
    public int MaxBytes { get; init; } = 64 * 1024 * 1024;
    public string Only { get; init; } = "";
    public bool SpecOnly { get; init; }

    public IEnumerable<Transport> Transports =>
        Enum.GetValues<Transport>().Where(transport => (transport == Transport.Grpc ? Grpc : Http) is not null);

    public static bool TryParse(IReadOnlyList<string> args, out ConformanceOptions options, out string problem)
    {
        options = new ConformanceOptions();
        problem = "";
        for (var i = 0; i < args.Count; i++)
        {
            if (args[i] == "--spec-only")
            {
                options = options with { SpecOnly = true };
                continue;
            }
            if (i + 1 == args.Count || !TryApply(args[i], args[i + 1], ref options))
            {
                problem = $"{args[i]} is no switch, or its value is missing or wrong.";
                return false;
            }
            i++;
        }
        problem = options.Grpc is null && options.Http is null ? "Name a server with --grpc, --http or both." : "";
        return problem.Length == 0;
    }

    private static bool TryApply(string name, string value, ref ConformanceOptions options)
    {
        ConformanceOptions? changed = name switch
        {
            "--grpc" when Uri.TryCreate(value, UriKind.Absolute, out var grpc) => options with { Grpc = grpc },
            "--http" when Uri.TryCreate(value, UriKind.Absolute, out var http) => options with { Http = http },
            "--key" => options with { Key = value },
            "--origin" => options with { Origin = value },
            "--only" => options with { Only = value },
            "--max-bytes" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var bytes) => options with { MaxBytes = bytes },
            "--signals" when SignalsOf(value) is { Count: > 0 } signals => options with { Signals = signals },
            _ => null,
        };
        options = changed ?? options;
        return changed is not null;
    }

    private static List<Signal> SignalsOf(string names)
    {
        var wanted = names.Split(',', StringSplitOptions.TrimEntries);
        return wanted.All(name => Signal.All.Any(signal => signal.Name == name))
            ? [.. Signal.All.Where(signal => wanted.Contains(signal.Name))]
            : [];
    }
}

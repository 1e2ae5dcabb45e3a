namespace Observe.Storage.Search;

/// <summary>What kind of column a built-in field is.</summary>
internal enum FieldType
{
    Text,

    /// <summary>The names of a span's events, of which one has to meet the condition; the one name of a log's event.</summary>
    EventName,

    /// <summary>Nanoseconds.</summary>
    Duration,
    Flag,

    /// <summary>One of a few names, stored as a number.</summary>
    Names,

    /// <summary>Severity number of a log, written as a level.</summary>
    Level,

    /// <summary>Nanoseconds from the first start to the last end of the record's trace.</summary>
    TraceDuration,

    /// <summary>An id of the given number of hex characters.</summary>
    TraceId,
    SpanId,
}

/// <param name="Spans">SQL over the table spans; null where the field means nothing there.</param>
/// <param name="Logs">SQL over the table logs.</param>
/// <param name="Slots">SQL over the table span_slots; null where it does not keep the field.</param>
internal sealed record BuiltInField(
    FieldType Type, string? Spans, string? Logs, IReadOnlyDictionary<string, int>? Names = null, string? Slots = null);

/// <summary>The built-in fields and the hot resource attributes, with the columns they stand for.</summary>
internal static class SearchFields
{
    private static readonly Dictionary<string, int> Kinds = new(StringComparer.OrdinalIgnoreCase)
    {
        ["unspecified"] = 0,
        ["internal"] = 1,
        ["server"] = 2,
        ["client"] = 3,
        ["producer"] = 4,
        ["consumer"] = 5,
    };

    private static readonly Dictionary<string, int> Statuses = new(StringComparer.OrdinalIgnoreCase)
    {
        ["unset"] = 0,
        ["ok"] = 1,
        ["error"] = 2,
    };

    /// <summary>The lowest severity number of each level (OTLP logs data model).</summary>
    private static readonly Dictionary<string, int> Levels = new(StringComparer.OrdinalIgnoreCase)
    {
        ["trace"] = 1,
        ["debug"] = 5,
        ["info"] = 9,
        ["warn"] = 13,
        ["error"] = 17,
        ["fatal"] = 21,
    };

    /// <summary>The names of Serilog and Microsoft.Extensions.Logging for the same levels.</summary>
    private static readonly Dictionary<string, string> LevelSynonyms = new(StringComparer.OrdinalIgnoreCase)
    {
        ["verbose"] = "trace",
        ["information"] = "info",
        ["warning"] = "warn",
        ["critical"] = "fatal",
    };

    /// <summary>SQL of the fields function and version over spans and logs.</summary>
    public const string Function = "if(faas_name != '', faas_name, attr_string['faas.name'])";

    public const string Version = "if(faas_version != '', faas_version, service_version)";

    private static readonly Dictionary<string, BuiltInField> BuiltIns = new(StringComparer.Ordinal)
    {
        ["service"] = Text("service", "service"),
        ["name"] = new(FieldType.Text, "name", null, Slots: "name"),
        ["kind"] = new(FieldType.Names, "kind", null, Kinds, "kind"),
        ["status"] = new(FieldType.Names, "status", null, Statuses, "status"),
        ["duration"] = new(FieldType.Duration, "duration_ns", null),
        ["trace.duration"] = new(FieldType.TraceDuration, "trace_id", "trace_id"),
        ["trace"] = new(FieldType.TraceId, "trace_id", "trace_id"),
        ["span"] = new(FieldType.SpanId, "span_id", "span_id"),
        ["parent"] = new(FieldType.SpanId, "parent_span_id", null),
        ["function"] = Text(Function, "function"),
        ["version"] = Text(Version, "version"),
        ["instance"] = Text("if(faas_instance != '', faas_instance, attr_string['faas.instance'])"),
        ["environment"] = Text("environment", "environment"),
        ["region"] = Text("cloud_region"),
        ["cold"] = new(FieldType.Flag, "attr_bool['faas.coldstart']", "attr_bool['faas.coldstart']", Slots: "cold = 'true'"),
        ["trigger"] = Text("attr_string['faas.trigger']"),
        ["level"] = new(FieldType.Level, null, "severity_number", Levels),
        ["body"] = new(FieldType.Text, null, "body"),
        ["event"] = new(FieldType.EventName, "event_names", "event_name"),
        ["scope"] = Text("scope_name"),
    };

    private static readonly Dictionary<string, string> HotResources = new(StringComparer.Ordinal)
    {
        ["service.name"] = "service",
        ["service.version"] = "service_version",
        ["deployment.environment.name"] = "environment",
        ["cloud.provider"] = "cloud_provider",
        ["cloud.account.id"] = "cloud_account",
        ["cloud.region"] = "cloud_region",
        ["faas.name"] = "faas_name",
        ["faas.version"] = "faas_version",
        ["faas.instance"] = "faas_instance",
    };

    /// <summary>The names a query bar offers.</summary>
    public static IReadOnlyCollection<string> Names => BuiltIns.Keys;

    /// <summary>Those that mean something for these records.</summary>
    public static IReadOnlyList<string> NamesFor(SearchTarget target) =>
    [
        .. BuiltIns.Where(field => (target == SearchTarget.Spans ? field.Value.Spans : field.Value.Logs) is not null).Select(field => field.Key),
    ];

    public static BuiltInField? BuiltIn(SearchField field) =>
        field is { Scope: SearchScope.Any, Quoted: false } && BuiltIns.TryGetValue(field.Name, out var builtIn) ? builtIn : null;

    public static bool IsFlag(SearchField field) => BuiltIn(field)?.Type == FieldType.Flag;

    /// <summary>The column of a resource attribute that every record carries; null for the others.</summary>
    public static string? HotResource(string name) => HotResources.GetValueOrDefault(name);

    /// <summary>The number of a name of <paramref name="field"/> (a level, a kind, a status).</summary>
    public static int? NumberOf(BuiltInField field, SearchValue value) =>
        field.Names is { } names && names.TryGetValue(Plain(field, value.Text), out var number) ? number : null;

    /// <summary>True for a word that is no free text: the name of a built-in field.</summary>
    public static bool IsName(string word) => BuiltIns.ContainsKey(word);

    private static string Plain(BuiltInField field, string word) =>
        field.Type == FieldType.Level ? LevelSynonyms.GetValueOrDefault(word, word) : word;

    /// <summary>What is wrong with a comparison of a built-in field, or null.</summary>
    public static (bool AtField, string Message)? Complaint(CompareExpression comparison)
    {
        if (comparison.Operator is SearchOperator.Matches or SearchOperator.NotMatches && comparison.Value.Text.Length > 1_000)
        {
            return (false, "A pattern has at most 1,000 characters.");
        }
        if (comparison.Operator is SearchOperator.Matches or SearchOperator.NotMatches
            && Re2Syntax.Check(comparison.Value.Text) is { } mistake)
        {
            return (false, mistake);
        }
        if (comparison.Operator.IsTextual() && comparison.Value.Text.Length == 0)
        {
            return (false, $"Expected a text that is not empty after {SearchOperators.TextOf(comparison.Operator)}.");
        }
        if (BuiltIn(comparison.Field) is not { } field)
        {
            return null;
        }
        return OperatorComplaint(comparison, field) is { } message ? (true, message) : ValueComplaint(comparison, field);
    }

    private static string? OperatorComplaint(CompareExpression comparison, BuiltInField field) => field.Type switch
    {
        FieldType.Names or FieldType.TraceId or FieldType.SpanId or FieldType.Flag
            when comparison.Operator is not (SearchOperator.Equal or SearchOperator.NotEqual) =>
            $"{comparison.Field.Name} takes = and != only.",
        FieldType.Duration or FieldType.TraceDuration or FieldType.Level when comparison.Operator.IsTextual() =>
            $"{comparison.Field.Name} is a number: it takes =, !=, >, >=, < and <=.",
        _ => null,
    };

    private static (bool AtField, string Message)? ValueComplaint(CompareExpression comparison, BuiltInField field)
    {
        var name = comparison.Field.Name;
        var value = comparison.Value;
        return field.Type switch
        {
            FieldType.Names or FieldType.Level when NumberOf(field, value) is null =>
                (false, $"{name} is one of {string.Join(", ", field.Names!.Keys)}."),
            FieldType.Duration or FieldType.TraceDuration when value is not { Number: not null, Unit: SearchUnit.Duration } =>
                (false, $"{name} is compared with a time and its unit, like 500ms (ns, us, ms, s, m, h)."),
            FieldType.TraceId when !Storage.TraceId.TryParse(value.Text, out _) => (false, "A trace id has 32 hexadecimal characters."),
            FieldType.SpanId when !Storage.SpanId.TryParse(value.Text, out _) => (false, "A span id has 16 hexadecimal characters."),
            FieldType.Flag when value.Text is not ("true" or "false") => (false, $"{name} is true or false."),
            _ => null,
        };
    }

    /// <summary>True when the table span_slots can tell whether the spans that it counts meet the search.</summary>
    public static bool AreKeptBySlot(SearchExpression search) => search switch
    {
        OrExpression or => AreKeptBySlot(or.Left) && AreKeptBySlot(or.Right),
        AndExpression and => AreKeptBySlot(and.Left) && AreKeptBySlot(and.Right),
        NotExpression not => AreKeptBySlot(not.Operand),
        CompareExpression compare => IsKeptBySlot(compare.Field),
        InExpression list => IsKeptBySlot(list.Field),
        FlagExpression flag => IsKeptBySlot(flag.Field),
        ExistsExpression exists => IsKeptBySlot(exists.Field),
        TextExpression => true,
        _ => false,
    };

    private static bool IsKeptBySlot(SearchField field) => BuiltIn(field)?.Slots is not null;

    private static BuiltInField Text(string sql, string? slots = null) => new(FieldType.Text, sql, sql, Slots: slots);
}

namespace Observe.Storage.Search;

/// <summary>The words of the language itself, as a completion offers them.</summary>
public static class SearchVocabulary
{
    private static readonly string[] Numbers = ["=", "!=", ">", ">=", "<", "<="];
    private static readonly string[] Texts = ["contains", "starts with", "in", "not in", "~", "!~"];

    /// <summary>Words between conditions.</summary>
    public static IReadOnlyList<string> Connectives { get; } = ["and", "or"];

    /// <summary>The built-in fields that mean something for these records.</summary>
    public static IReadOnlyList<string> FieldsOf(SearchTarget target) => SearchFields.NamesFor(target);

    /// <summary>The operators that a field takes; a flag may also stand alone.</summary>
    public static IReadOnlyList<string> OperatorsOf(SearchField field) => SearchFields.BuiltIn(field)?.Type switch
    {
        FieldType.Names or FieldType.TraceId or FieldType.SpanId => ["=", "!=", "in", "not in"],
        FieldType.Flag => ["=", "!="],
        FieldType.Duration or FieldType.TraceDuration or FieldType.Level => Numbers,
        FieldType.Text or FieldType.EventName => ["=", "!=", .. Texts],
        _ => [.. Numbers, .. Texts, "exists", "not exists"],
    };

    /// <summary>All values of a field that has but a few; null for the others.</summary>
    public static IReadOnlyList<string>? ValuesOf(SearchField field) => SearchFields.BuiltIn(field) switch
    {
        { Type: FieldType.Flag } => ["true", "false"],
        { Names: { } names } => [.. names.Keys],
        _ => null,
    };

    /// <summary>True for a field whose values are neither few nor texts that were stored: times and ids.</summary>
    public static bool HasNoValues(SearchField field) => SearchFields.BuiltIn(field)?.Type is
        FieldType.Duration or FieldType.TraceDuration or FieldType.TraceId or FieldType.SpanId
        || SearchFields.BuiltIn(field) is not null && field.Name == "body";

    /// <summary>A value as it is written so that it is read as this very text or number.</summary>
    public static string Quoted(string value) => SearchValue.OfBare(value).Unit == SearchUnit.None && SearchQuoting.IsBareValue(value)
        ? value
        : SearchQuoting.Quote(value);
}

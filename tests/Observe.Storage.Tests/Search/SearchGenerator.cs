using CsCheck;
using Observe.Storage.Search;

namespace Observe.Storage.Tests.Search;

/// <summary>Random searches, and random texts that look like searches.</summary>
internal static class SearchGenerator
{
    private static readonly Gen<string> Odd = One(
        "", "a", "it's", "\"", "`", "\\", "\\\"", "; DROP TABLE spans --", "') OR 1=1 --", "{p0:String}", "a\nb", "\0", "😀", "and", "or",
        "not", "in", "%s", "*/", "0x41", "1e9", "NaN", "-5", "500ms", "10KB", "true", "../../etc/passwd", "ＡＢＣ", "\u202e");

    private static readonly Gen<string> AnyText = Gen.OneOf(Odd, Gen.String[0, 12]);

    public static readonly Gen<SearchValue> Value = Gen.OneOf(
        AnyText.Select(SearchValue.OfQuoted),
        One("checkout", "500", "1.5", "250ms", "10KB", "true", "a.b-c/d").Select(SearchValue.OfBare));

    private static readonly Gen<CompareExpression> TypedComparison = Gen.OneOf(
        Typed("trace.duration", "2s", "0.5ms"), Typed("duration", "0.57us", "1.5s", "3d"), Typed("status", "error", "OK"), Typed("kind", "server"), Typed("level", "warn", "critical"),
        Typed("trace", "0af7651916cd43dd8448eb211c80319c"), Typed("parent", "b7ad6b7169203331"), Typed("cold", "true", "false"));

    public static readonly Gen<SearchField> Field = Gen.OneOf(
        One("service", "name", "function", "version", "trigger", "scope", "event", "body", "http.route", "x").Select(SearchField.Of),
        One("resource.host.name", "span.a", "event.exception.type", "scope.b").Select(SearchField.Of),
        AnyText.Select(name => new SearchField(name, SearchScope.Any, true)),
        AnyText.Select(name => new SearchField(name, SearchScope.Resource, true)));

    private static readonly Gen<SearchExpression> Condition = Gen.OneOf<SearchExpression>(
        Gen.Select(Field, Gen.Enum<SearchOperator>(), Value, (field, op, value) => new CompareExpression(field, op, value))
            .Where(compare => SearchFields.Complaint(compare) is null).Select(compare => (SearchExpression)compare),
        TypedComparison.Select(compare => (SearchExpression)compare),
        Gen.Select(Field, Value.Array[1, 4], Gen.Bool, (field, values, negated) => (SearchExpression)new InExpression(field, values, negated)),
        Field.Select(field => (SearchExpression)new ExistsExpression(field)),
        AnyText.Where(text => text.Length > 0).Select(text => (SearchExpression)new TextExpression(text)),
        Gen.Const((SearchExpression)new FlagExpression(SearchField.Of("cold"))));

    private static readonly Gen<SearchExpression> SpanExpression = Gen.Recursive<SearchExpression>((depth, inner) => depth > 4
        ? Condition
        : Gen.Frequency(
            (3, Condition),
            (1, Gen.Select(inner, inner, (left, right) => (SearchExpression)new AndExpression(left, right))),
            (1, Gen.Select(inner, inner, (left, right) => (SearchExpression)new OrExpression(left, right))),
            (1, inner.Select(operand => (SearchExpression)new NotExpression(operand)))));

    /// <summary>With groups in braces, which do not nest, among the conditions.</summary>
    public static readonly Gen<SearchExpression> Expression = Gen.Frequency(
        (4, SpanExpression),
        (1, SpanExpression.Select(inner => (SearchExpression)new TraceExpression(inner))),
        (1, Gen.Select(SpanExpression, SpanExpression, (left, right) => (SearchExpression)new AndExpression(new TraceExpression(left), new NotExpression(new TraceExpression(right))))),
        (1, Gen.Select(SpanExpression, SpanExpression, (left, right) => (SearchExpression)new OrExpression(left, new TraceExpression(right)))));

    public static readonly Gen<string> HostileText = Gen.OneOf(
        Gen.String,
        Expression.Select(expression => expression.ToString()),
        Gen.Select(Expression, Gen.Int[0, 200], AnyText, (expression, at, text) =>
        {
            var printed = expression.ToString();
            return printed.Insert(at % (printed.Length + 1), text);
        }));

    private static Gen<CompareExpression> Typed(string field, params string[] values) =>
        Gen.Select(Gen.Enum<SearchOperator>(), One(values), (op, value) => new CompareExpression(SearchField.Of(field), op, SearchValue.OfBare(value)))
            .Where(compare => SearchFields.Complaint(compare) is null);

    private static Gen<string> One(params string[] choices) => Gen.Int[0, choices.Length - 1].Select(index => choices[index]);
}

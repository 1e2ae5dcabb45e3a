using System.Globalization;
using Observe.Storage.Engine;

namespace Observe.Storage.Search;

/// <summary>
/// Compiles a search to one boolean SQL expression. The SQL's own text is all written here: every value, pattern and
/// attribute key of the search is a parameter.
/// </summary>
public static class SearchSql
{
    private const string Never = "0";

    public static string Compile(SearchExpression expression, SearchTarget target, SqlParameters parameters) =>
        new Compilation(target, parameters).Of(expression);

    private sealed class Compilation(SearchTarget target, SqlParameters parameters)
    {
        public string Of(SearchExpression expression) => expression switch
        {
            OrExpression or => $"({Of(or.Left)} OR {Of(or.Right)})",
            AndExpression and => $"({Of(and.Left)} AND {Of(and.Right)})",
            NotExpression not => $"NOT ({Of(not.Operand)})",
            TextExpression text => FreeText(text.Text),
            FlagExpression flag => Column(SearchFields.BuiltIn(flag.Field)!) ?? Never,
            ExistsExpression exists => Exists(exists.Field),
            InExpression list => In(list),
            CompareExpression compare => Compare(compare.Field, compare.Operator, compare.Value),
            _ => throw new InvalidOperationException($"No SQL for {expression.GetType().Name}."),
        };

        private string FreeText(string text)
        {
            var value = parameters.Add("String", text);
            return target == SearchTarget.Spans
                ? $"positionCaseInsensitiveUTF8(name, {value}) > 0"
                : $"positionCaseInsensitiveUTF8(body, {value}) > 0";
        }

        private string In(InExpression list)
        {
            var any = string.Join(" OR ", list.Values.Select(value => Compare(list.Field, SearchOperator.Equal, value)));
            return list.Negated ? $"NOT ({any})" : $"({any})";
        }

        private string Exists(SearchField field)
        {
            if (SearchFields.BuiltIn(field) is { } builtIn)
            {
                return Column(builtIn) switch
                {
                    null => Never,
                    var column when builtIn.Type == FieldType.Text => $"{column} != ''",
                    var column when builtIn.Type == FieldType.TraceId => $"{column} != toFixedString('', 16)",
                    var column when builtIn.Type == FieldType.SpanId => $"{column} != toFixedString('', 8)",
                    _ => "1",
                };
            }
            return field.Scope switch
            {
                SearchScope.Resource when SearchFields.HotResource(field.Name) is { } hot => $"{hot} != ''",
                SearchScope.Resource => Resource(Has(field.Name)),
                SearchScope.Event => Event($"JSONExtractString(item, 'key') = {parameters.Add("String", field.Name)}"),
                SearchScope.Scope => Items("[scope_attributes]", $"JSONExtractString(item, 'key') = {parameters.Add("String", field.Name)}"),
                SearchScope.Any when SearchFields.HotResource(field.Name) is { } hot => $"({hot} != '' OR {Has(field.Name)})",
                _ => Has(field.Name),
            };
        }

        private string Compare(SearchField field, SearchOperator op, SearchValue value)
        {
            if (SearchFields.BuiltIn(field) is { } builtIn)
            {
                return Column(builtIn) is { } column ? BuiltIn(builtIn, column, op, value) : Never;
            }
            // What does not have the attribute does not equal the value.
            if (op is SearchOperator.NotEqual or SearchOperator.NotMatches)
            {
                var positive = op == SearchOperator.NotEqual ? SearchOperator.Equal : SearchOperator.Matches;
                return $"NOT ({Compare(field, positive, value)})";
            }
            return field.Scope switch
            {
                SearchScope.Resource when SearchFields.HotResource(field.Name) is { } hot => Text(hot, op, value),
                SearchScope.Resource => Resource(Attribute(field.Name, op, value)),
                SearchScope.Event => Event(OtlpItem(field.Name, op, value)),
                SearchScope.Scope => Items("[scope_attributes]", OtlpItem(field.Name, op, value)),
                SearchScope.Any when SearchFields.HotResource(field.Name) is { } hot =>
                    $"({Text(hot, op, value)} OR {Attribute(field.Name, op, value)})",
                _ => Attribute(field.Name, op, value),
            };
        }

        private string BuiltIn(BuiltInField field, string column, SearchOperator op, SearchValue value) => field.Type switch
        {
            FieldType.Text => Text(column, op, value),
            FieldType.Flag => (value.Text == "true") == (op == SearchOperator.Equal) ? column : $"NOT {column}",
            FieldType.Duration => Number(column, op, value.Number!.Value),
            FieldType.TraceId => $"{column} {Symbol(op)} toFixedString(unhex({parameters.Add("String", value.Text)}), 16)",
            FieldType.SpanId => $"{column} {Symbol(op)} toFixedString(unhex({parameters.Add("String", value.Text)}), 8)",
            FieldType.Level => Level(column, op, SearchFields.NumberOf(field, value)!.Value),
            _ => $"{column} {Symbol(op)} {parameters.Add("UInt8", (byte)SearchFields.NumberOf(field, value)!.Value)}",
        };

        /// <summary>A level is four severity numbers wide: <c>level &gt; warn</c> begins at error.</summary>
        private string Level(string column, SearchOperator op, int first)
        {
            var from = parameters.Add("UInt8", (byte)first);
            var next = parameters.Add("UInt8", (byte)(first + 4));
            return op switch
            {
                SearchOperator.NotEqual => $"NOT ({column} >= {from} AND {column} < {next})",
                SearchOperator.Greater => $"{column} >= {next}",
                SearchOperator.GreaterOrEqual => $"{column} >= {from}",
                SearchOperator.Less => $"{column} < {from}",
                SearchOperator.LessOrEqual => $"{column} < {next}",
                _ => $"({column} >= {from} AND {column} < {next})",
            };
        }

        private string Text(string column, SearchOperator op, SearchValue value)
        {
            if (op.IsOrdering())
            {
                return value.Number is { } number
                    ? Number($"toFloat64OrNull(toString({column}))", op, number)
                    : $"{column} {Symbol(op)} {parameters.Add("String", value.Text)}";
            }
            var text = parameters.Add("String", value.Text);
            return op switch
            {
                SearchOperator.Contains => $"positionCaseInsensitiveUTF8({column}, {text}) > 0",
                SearchOperator.StartsWith => $"startsWith(toString({column}), {text})",
                SearchOperator.Matches => $"match({column}, {text})",
                SearchOperator.NotMatches => $"NOT match({column}, {text})",
                _ => $"{column} {Symbol(op)} {text}",
            };
        }

        /// <summary>An attribute in whichever typed map it is; numbers also compare with texts that are numbers.</summary>
        private string Attribute(string name, SearchOperator op, SearchValue value)
        {
            var key = parameters.Add("String", name);
            var texts = $"(mapContains(attr_string, {key}) AND {Text($"attr_string[{key}]", op, value)})";
            if (value.Number is { } number && op is SearchOperator.Equal || value.Number is not null && op.IsOrdering())
            {
                var limit = value.Number!.Value;
                return $"({texts} OR (mapContains(attr_int, {key}) AND {Number($"attr_int[{key}]", op, limit)}) "
                    + $"OR (mapContains(attr_double, {key}) AND {Number($"attr_double[{key}]", op, limit)}))";
            }
            if (op == SearchOperator.Equal && value.Text is "true" or "false")
            {
                var flag = value.Text == "true" ? "" : "NOT ";
                return $"({texts} OR (mapContains(attr_bool, {key}) AND {flag}attr_bool[{key}]))";
            }
            return $"({texts} OR (mapContains(attr_json, {key}) AND {Text($"attr_json[{key}]", op, value)}))";
        }

        private string Has(string name)
        {
            var key = parameters.Add("String", name);
            string[] maps = ["attr_string", "attr_int", "attr_double", "attr_bool", "attr_json"];
            return $"({string.Join(" OR ", maps.Select(map => $"mapContains({map}, {key})"))})";
        }

        private static string Resource(string predicate) =>
            $"resource_fingerprint IN (SELECT fingerprint FROM resources WHERE {predicate})";

        private string Event(string predicate) => target == SearchTarget.Spans ? Items("event_attributes", predicate) : Never;

        /// <summary>At least one attribute, of at least one OTLP/JSON attribute list, fulfils the predicate over <c>item</c>.</summary>
        private static string Items(string lists, string predicate) =>
            $"arrayExists(list -> arrayExists(item -> {predicate}, JSONExtractArrayRaw(list)), {lists})";

        private string OtlpItem(string name, SearchOperator op, SearchValue value)
        {
            var key = parameters.Add("String", name);
            const string Value =
                "multiIf(JSONHas(item, 'value', 'stringValue'), JSONExtractString(item, 'value', 'stringValue'), "
                + "JSONHas(item, 'value', 'intValue'), JSONExtractString(item, 'value', 'intValue'), "
                + "JSONHas(item, 'value', 'boolValue'), JSONExtractRaw(item, 'value', 'boolValue'), "
                + "JSONHas(item, 'value', 'doubleValue'), JSONExtractRaw(item, 'value', 'doubleValue'), JSONExtractRaw(item, 'value'))";
            return $"(JSONExtractString(item, 'key') = {key} AND ifNull({Text(Value, op, value)}, 0))";
        }

        private string Number(string sql, SearchOperator op, double value) =>
            $"ifNull({sql} {Symbol(op)} {parameters.Add("Float64", value)}, 0)";

        private string? Column(BuiltInField field) => target == SearchTarget.Spans ? field.Spans : field.Logs;

        private static string Symbol(SearchOperator op) => op switch
        {
            SearchOperator.Equal or SearchOperator.NotEqual or SearchOperator.Greater or SearchOperator.GreaterOrEqual
                or SearchOperator.Less or SearchOperator.LessOrEqual => SearchOperators.TextOf(op),
            _ => throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{op} is no comparison of numbers.")),
        };
    }
}

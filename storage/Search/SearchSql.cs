using System.Globalization;
using Observe.Storage.Engine;

namespace Observe.Storage.Search;

/// <summary>
/// Compiles a search to one boolean SQL expression. The SQL's own text is all written here: every value, pattern and
/// attribute key of the search is a parameter.
/// </summary>
public static class SearchSql
{
    /// <summary>The spans of one trace are looked for this far around a range.</summary>
    public const long TraceSpread = 3_600 * UnixTime.NanosecondsPerSecond;

    private const string Never = "0";

    /// <param name="range">The records that are asked for; what is asked of their traces is looked for this far around it.</param>
    public static string Compile(SearchExpression expression, SearchTarget target, SqlParameters parameters, TimeRange? range = null) =>
        new Compilation(target, parameters, range).Of(expression);

    private sealed class Compilation(SearchTarget target, SqlParameters parameters, TimeRange? range)
    {
        public string Of(SearchExpression expression) => expression switch
        {
            OrExpression => Chain<OrExpression>(expression, " OR ", or => (or.Left, or.Right)),
            AndExpression => Chain<AndExpression>(expression, " AND ", and => (and.Left, and.Right)),
            NotExpression not => $"NOT ({Of(not.Operand)})",
            TraceExpression trace => Trace(new Compilation(SearchTarget.Spans, parameters, range).Of(trace.Operand)),
            TextExpression text => FreeText(text.Text),
            FlagExpression flag => Compare(flag.Field, SearchOperator.Equal, new SearchValue("true")),
            ExistsExpression exists => Exists(exists.Field),
            InExpression list => In(list),
            CompareExpression compare => Compare(compare.Field, compare.Operator, compare.Value),
            _ => throw new InvalidOperationException($"No SQL for {expression.GetType().Name}."),
        };

        /// <summary>A chain of one operator becomes one list: a long search is no deep statement, which the engine would refuse.</summary>
        private string Chain<T>(
            SearchExpression expression, string separator, Func<T, (SearchExpression Left, SearchExpression Right)> split)
            where T : SearchExpression
        {
            var operands = new Stack<SearchExpression>();
            while (expression is T link)
            {
                (expression, var right) = split(link);
                operands.Push(right);
            }
            operands.Push(expression);
            return $"({string.Join(separator, operands.Select(Of))})";
        }

        /// <summary>The record's trace is one of those that have such a span.</summary>
        private string Trace(string predicate) => $"trace_id IN (SELECT trace_id FROM spans WHERE {AroundRange()}{predicate})";

        private string TraceDuration(SearchOperator op, decimal value) =>
            $"trace_id IN (SELECT trace_id FROM spans WHERE {AroundRange()}1 GROUP BY trace_id HAVING "
            + Number("max(toUnixTimestamp64Nano(start_time) + toInt64(duration_ns)) - min(toUnixTimestamp64Nano(start_time))", op, value) + ")";

        private string AroundRange()
        {
            if (range is not { } asked)
            {
                return "";
            }
            var from = parameters.Add("Int64", asked.FromUnixNanoseconds - TraceSpread);
            var to = parameters.Add("Int64", asked.ToUnixNanoseconds + TraceSpread);
            return $"start_time >= fromUnixTimestamp64Nano({from}, 'UTC') AND start_time < fromUnixTimestamp64Nano({to}, 'UTC') AND ";
        }

        private string FreeText(string text)
        {
            var value = parameters.Add("String", text);
            return target == SearchTarget.Logs
                ? $"positionCaseInsensitiveUTF8(body, {value}) > 0"
                : $"positionCaseInsensitiveUTF8(name, {value}) > 0";
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
                    var column when builtIn.Type == FieldType.EventName => $"notEmpty({column})",
                    var column when builtIn.Type == FieldType.Level => $"{column} > 0",
                    _ when builtIn.Type == FieldType.Flag => target == SearchTarget.SpanSlots ? "cold != ''" : "mapContains(attr_bool, 'faas.coldstart')",
                    var column when builtIn.Type is FieldType.TraceId or FieldType.TraceDuration => $"{column} != toFixedString('', 16)",
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
            // What does not have the field does not equal the value.
            if (op is SearchOperator.NotEqual or SearchOperator.NotMatches)
            {
                var positive = op == SearchOperator.NotEqual ? SearchOperator.Equal : SearchOperator.Matches;
                return $"NOT ({Compare(field, positive, value)})";
            }
            if (SearchFields.BuiltIn(field) is { } builtIn)
            {
                return Column(builtIn) is { } column ? BuiltIn(builtIn, field, column, op, value) : Never;
            }
            return field.Scope switch
            {
                SearchScope.Resource when SearchFields.HotResource(field.Name) is { } hot => OptionalText(hot, op, value),
                SearchScope.Resource => Resource(Attribute(field.Name, op, value, indexed: false)),
                SearchScope.Event => Event(OtlpItem(field.Name, op, value)),
                SearchScope.Scope => Items("[scope_attributes]", OtlpItem(field.Name, op, value)),
                SearchScope.Any when SearchFields.HotResource(field.Name) is { } hot =>
                    $"({OptionalText(hot, op, value)} OR {Attribute(field.Name, op, value)})",
                _ => Attribute(field.Name, op, value),
            };
        }

        private string BuiltIn(BuiltInField builtIn, SearchField field, string column, SearchOperator op, SearchValue value) => builtIn.Type switch
        {
            // A name and a body are there even when they are empty.
            FieldType.Text => column is "name" or "body" ? Text(column, op, value) : OptionalText(column, op, value),
            FieldType.EventName => target == SearchTarget.Spans
                ? $"arrayExists(n -> {Text("n", op, value)}, {column})"
                : OptionalText(column, op, value),
            // A tree that was not parsed may ask for what cannot be: no record meets it.
            _ when SearchFields.Complaint(new CompareExpression(field, op, value)) is not null => Never,
            FieldType.Flag => value.Text == "true" ? column : $"NOT ({column})",
            FieldType.TraceDuration => TraceDuration(op, value.Number!.Value),
            FieldType.Duration => Number(column, op, value.Number!.Value),
            FieldType.TraceId => $"{column} = toFixedString(unhex({parameters.Add("String", value.Text)}), 16)",
            FieldType.SpanId => $"{column} = toFixedString(unhex({parameters.Add("String", value.Text)}), 8)",
            FieldType.Level => Level(column, op, SearchFields.NumberOf(builtIn, value)!.Value),
            _ => $"{column} = {parameters.Add("UInt8", (byte)SearchFields.NumberOf(builtIn, value)!.Value)}",
        };

        /// <summary>A level is four severity numbers wide: <c>level &gt; warn</c> begins at error. 0 is no level.</summary>
        private string Level(string column, SearchOperator op, int first)
        {
            var from = parameters.Add("UInt8", (byte)first);
            var next = parameters.Add("UInt8", (byte)(first + 4));
            return op switch
            {
                SearchOperator.Greater => $"{column} >= {next}",
                SearchOperator.GreaterOrEqual => $"{column} >= {from}",
                SearchOperator.Less => $"({column} > 0 AND {column} < {from})",
                SearchOperator.LessOrEqual => $"({column} > 0 AND {column} < {next})",
                _ => $"({column} >= {from} AND {column} < {next})",
            };
        }

        /// <summary>A column in which an empty text means that the record does not have the field.</summary>
        private string OptionalText(string column, SearchOperator op, SearchValue value) =>
            op == SearchOperator.Matches || op.IsOrdering() && value.Number is null
                ? $"({column} != '' AND {Text(column, op, value)})"
                : Text(column, op, value);

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
                _ => $"{column} {Symbol(op)} {text}",
            };
        }

        /// <summary>
        /// An attribute in whichever typed map it is; numbers also compare with texts that are numbers. An equality is
        /// also asked of the index over the attributes' hashes, which skips most of what cannot hold it.
        /// </summary>
        private string Attribute(string name, SearchOperator op, SearchValue value, bool indexed = true)
        {
            var key = parameters.Add("String", name);
            var exact = Typed(key, op, value);
            return indexed && op == SearchOperator.Equal ? $"({exact} AND {SearchItems.Has(key, value, parameters)})" : exact;
        }

        private string Typed(string key, SearchOperator op, SearchValue value)
        {
            var texts = $"(mapContains(attr_string, {key}) AND {Text($"attr_string[{key}]", op, value)})";
            if (value.Number is { } number && (op == SearchOperator.Equal || op.IsOrdering()))
            {
                var sameNumber = op == SearchOperator.Equal ? $" OR {NumericText($"attr_string[{key}]", number)}" : "";
                return $"({texts}{sameNumber} OR (mapContains(attr_int, {key}) AND {Number($"attr_int[{key}]", op, number)}) "
                    + $"OR (mapContains(attr_double, {key}) AND {Number($"attr_double[{key}]", op, number)}))";
            }
            if (op.IsTextual())
            {
                texts += $" OR (mapContains(attr_int, {key}) AND {Text($"toString(attr_int[{key}])", op, value)})";
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

        private string Number(string sql, SearchOperator op, decimal value) =>
            $"ifNull({sql} {Symbol(op)} {(IsInt64(value) ? parameters.Add("Int64", (long)value) : parameters.Add("Float64", (double)value))}, 0)";

        /// <summary>
        /// The text reads as this number: 500 is also 500.0. From 2^53 on a double stands for several integers, so that
        /// two long ids would be equal: those compare as integers.
        /// </summary>
        private string NumericText(string sql, decimal value) =>
            Number(IsInt64(value) && Math.Abs(value) >= 1L << 53 ? $"toInt64OrNull({sql})" : $"toFloat64OrNull({sql})", SearchOperator.Equal, value);

        private static bool IsInt64(decimal value) => decimal.IsInteger(value) && value is >= long.MinValue and <= long.MaxValue;

        private string? Column(BuiltInField field) => target switch
        {
            SearchTarget.Spans => field.Spans,
            SearchTarget.SpanSlots => field.Slots,
            _ => field.Logs,
        };

        private static string Symbol(SearchOperator op) => op switch
        {
            SearchOperator.Equal or SearchOperator.NotEqual or SearchOperator.Greater or SearchOperator.GreaterOrEqual
                or SearchOperator.Less or SearchOperator.LessOrEqual => SearchOperators.TextOf(op),
            _ => throw new InvalidOperationException(
                string.Create(CultureInfo.InvariantCulture, $"{op} is no comparison of numbers.")),
        };
    }
}

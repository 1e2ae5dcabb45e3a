using System.Text;

namespace Observe.Storage.Search;

/// <summary>A parsed search. Its text, from <see cref="ToString"/>, parses to an equal expression.</summary>
public abstract record SearchExpression
{
    /// <summary>The search as it is written, with brackets only where they are needed.</summary>
    public sealed override string ToString()
    {
        var text = new StringBuilder();
        Print(text, 0);
        return text.ToString();
    }

    /// <param name="outer">How tightly the surrounding expression binds: 0 or, 1 and, 2 not.</param>
    internal abstract void Print(StringBuilder text, int outer);
}

/// <summary>At least one of the operands holds.</summary>
public sealed record OrExpression(SearchExpression Left, SearchExpression Right) : SearchExpression
{
    internal override void Print(StringBuilder text, int outer)
    {
        text.Append(outer > 0 ? "(" : "");
        Left.Print(text, 0);
        text.Append(" or ");
        Right.Print(text, 1);
        text.Append(outer > 0 ? ")" : "");
    }
}

/// <summary>Both operands hold on the same record.</summary>
public sealed record AndExpression(SearchExpression Left, SearchExpression Right) : SearchExpression
{
    internal override void Print(StringBuilder text, int outer)
    {
        text.Append(outer > 1 ? "(" : "");
        Left.Print(text, 1);
        text.Append(" and ");
        Right.Print(text, 2);
        text.Append(outer > 1 ? ")" : "");
    }
}

/// <summary>The operand does not hold.</summary>
public sealed record NotExpression(SearchExpression Operand) : SearchExpression
{
    internal override void Print(StringBuilder text, int outer)
    {
        text.Append("not ");
        Operand.Print(text, 2);
    }
}

/// <summary>The record's trace has at least one span on which the operand holds: <c>{ service = a and cold }</c>.</summary>
public sealed record TraceExpression(SearchExpression Operand) : SearchExpression
{
    internal override void Print(StringBuilder text, int outer)
    {
        text.Append("{ ");
        Operand.Print(text, 0);
        text.Append(" }");
    }
}

/// <summary>A field compared with one value.</summary>
public sealed record CompareExpression(SearchField Field, SearchOperator Operator, SearchValue Value) : SearchExpression
{
    internal override void Print(StringBuilder text, int outer) =>
        text.Append(Field).Append(' ').Append(SearchOperators.TextOf(Operator)).Append(' ').Append(Value);
}

/// <summary>A field compared with a list: <c>service in (a, b)</c>.</summary>
public sealed record InExpression(SearchField Field, IReadOnlyList<SearchValue> Values, bool Negated) : SearchExpression
{
    public bool Equals(InExpression? other) =>
        other is not null && Field == other.Field && Negated == other.Negated && Values.SequenceEqual(other.Values);

    public override int GetHashCode() => HashCode.Combine(Field, Negated, Values.Count);

    internal override void Print(StringBuilder text, int outer) =>
        text.Append(Field).Append(Negated ? " not in (" : " in (").AppendJoin(", ", Values).Append(')');
}

/// <summary>The record has the field.</summary>
public sealed record ExistsExpression(SearchField Field) : SearchExpression
{
    internal override void Print(StringBuilder text, int outer) => text.Append(Field).Append(" exists");
}

/// <summary>A field that is true or false by itself: <c>cold</c>.</summary>
public sealed record FlagExpression(SearchField Field) : SearchExpression
{
    internal override void Print(StringBuilder text, int outer) => text.Append(Field);
}

/// <summary>Free text: in a span's name or a log's body, whatever the case.</summary>
public sealed record TextExpression(string Text) : SearchExpression
{
    internal override void Print(StringBuilder text, int outer) => text.Append(SearchQuoting.Quote(Text));
}

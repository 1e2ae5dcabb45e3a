namespace Observe.Storage.Search;

/// <summary>A parsed search.</summary>
public abstract record SearchExpression;

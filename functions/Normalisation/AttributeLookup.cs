namespace Observe.Functions.Normalisation;

/// <summary>Gives an attribute's value as text, or null when it is absent.</summary>
public delegate string? AttributeLookup(string key);

namespace Observe.UI.Shaping;

/// <summary>One cell of a minute strip: the worst that happened in it, in words, and where its traces are.</summary>
public sealed record StripCell(HealthStatus Status, string Title, string Url);

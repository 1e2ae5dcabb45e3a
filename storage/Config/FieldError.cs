namespace Observe.Storage.Config;

/// <summary>What is wrong with one field of something that a person or a program wants to save.</summary>
/// <param name="Field">As it is named in the API.</param>
public sealed record FieldError(string Field, string Message);

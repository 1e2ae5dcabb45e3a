namespace Observe.Redaction;

/// <summary>One kind of secret: the literals that stand in each of its kind, and the pattern around them.</summary>
/// <param name="Name">As it is counted.</param>
/// <param name="IgnoresCase">The literals are names that people write; otherwise they are parts of tokens.</param>
internal sealed record SecretKind(string Name, string[] Literals, SecretPattern Pattern, bool IgnoresCase = false)
{
    /// <summary>A token: as <see cref="TokenPattern"/> reads it.</summary>
    public static SecretKind Token(string name, string literals, string after, string before = "") =>
        new(name, literals.Split(' '), new TokenPattern(after, before));

    /// <summary>The value of a parameter in an address or in a connection string.</summary>
    public static SecretKind Parameter(string name, string literals, string value) =>
        new(name, literals.Split(' '), new TokenPattern(value, keepsLiteral: true), IgnoresCase: true);

    /// <summary>The value of anything that has a secret name (<see cref="SecretNames"/>).</summary>
    public static SecretKind Assigned(string name, string literals) =>
        new(name, literals.Split(' '), new AssignmentPattern(), IgnoresCase: true);
}

namespace Observe.Storage.Config;

/// <summary>What the options say of accounts.</summary>
/// <param name="ReservedName">Of the administrator whom they name, empty for none: nobody else may be called so, or records would not tell who did something.</param>
/// <param name="AreLocal">There are accounts with passwords, and not only those of a provider of identities.</param>
public sealed record AccountRules(string ReservedName, bool AreLocal = true)
{
    public string ReservedId => AccountStore.IdOf(ReservedName);
}

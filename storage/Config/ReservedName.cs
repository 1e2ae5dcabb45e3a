namespace Observe.Storage.Config;

/// <summary>The name of the administrator whom the options name: nobody else may be called so, or records would not tell who did something.</summary>
public sealed record ReservedName(string Name)
{
    public string Id => AccountStore.IdOf(Name);
}

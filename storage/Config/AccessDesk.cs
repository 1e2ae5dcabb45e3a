namespace Observe.Storage.Config;

/// <summary>What an admin reads and changes of those who may come in.</summary>
/// <param name="Ring">To be read again after a change: sessions that must end do so then.</param>
public sealed record AccessDesk(ApiKeyStore Keys, AccountStore Accounts, AccountRing Ring);

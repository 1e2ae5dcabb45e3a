namespace Observe.Storage.Retention;

/// <summary>Reads what the store holds.</summary>
public interface IStorageReader
{
    Task<StorageUsage> GetAsync(CancellationToken cancellationToken);
}

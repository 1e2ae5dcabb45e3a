using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Observe.Storage.Engine;
using Observe.Storage.Retention;

namespace Observe.Server.Api;

/// <summary>/api/v1/storage: what is stored, how long it is kept, and when the room ends.</summary>
public static class StorageEndpoints
{
    public static void MapStorageApi(this IEndpointRouteBuilder api) => api.MapGet("/storage", GetAsync).WithName("GetStorage");

    private static async Task<Ok<StorageBody>> GetAsync(
        IStorageReader storage, StorageOptions options, TimeProvider time, CancellationToken cancellationToken) => TypedResults.Ok(StorageBody.Of(
            await storage.GetAsync(cancellationToken),
            StorageLimit.Of(options),
            DateOnly.FromDateTime(time.GetUtcNow().UtcDateTime)));
}

/// <summary>What the engine says of the store.</summary>
/// <param name="MaxBytes">Of all tables; null without a limit of its own.</param>
/// <param name="CapacityBytes">What the store may take in all, by that limit and by the disk.</param>
/// <param name="MinFreeBytes">Of the disk, that stay free.</param>
/// <param name="BytesPerDay">On average of the last whole days.</param>
/// <param name="DaysUntilFull">Until days are dropped before their retention ends; null when that is not to be expected.</param>
public sealed record StorageBody(
    IReadOnlyList<StorageTableBody> Tables, long Bytes, long? MaxBytes, long CapacityBytes, long FreeBytes, long MinFreeBytes,
    long BytesPerDay, int? DaysUntilFull)
{
    public static StorageBody Of(StorageUsage usage, StorageLimit limit, DateOnly today)
    {
        var capacity = limit.Capacity(usage);
        var forecast = StorageForecast.Of(usage, capacity, today);
        return new StorageBody(
            [.. usage.Tables.Select(StorageTableBody.Of)], usage.Bytes, limit.MaxBytes == 0 ? null : limit.MaxBytes, capacity,
            usage.FreeBytes, limit.Floor(usage), forecast.BytesPerDay, forecast.DaysUntilFull);
    }
}

/// <param name="OldestDay">Null when there are no rows, or when the table is not kept by days.</param>
/// <param name="RetentionDays">As the engine states it; null when rows are kept forever.</param>
public sealed record StorageTableBody(string Name, long Rows, long Bytes, string? OldestDay, string? NewestDay, int? RetentionDays)
{
    public static StorageTableBody Of(TableUsage table) => new(
        table.Name, table.Rows, table.Bytes,
        table.Days is [var oldest, ..] ? Text(oldest.Day) : null,
        table.Days is [.., var newest] ? Text(newest.Day) : null,
        table.RetentionDays);

    private static string Text(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

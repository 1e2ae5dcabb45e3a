using Grpc.Core;
using Microsoft.Extensions.Time.Testing;
using Observe.Alerts.Tests.Fakes;
using Observe.Collector.Receive;
using Observe.Collector.Tests.Fakes;
using Observe.Storage.Config;

namespace Observe.Collector.Tests.Receive;

/// <summary>Keys that are made while the collector runs.</summary>
public sealed class StoredKeyTests : IAsyncLifetime, IDisposable
{
    private readonly FakeTimeProvider _time = new(DateTimeOffset.UnixEpoch.AddYears(56));
    private readonly FakeConfigDocuments _documents;
    private readonly ApiKeyStore _store;
    private readonly ApiKeyRing _ring;
    private RunningCollector _collector = null!;

    public StoredKeyTests()
    {
        _documents = new FakeConfigDocuments(_time);
        _store = new ApiKeyStore(_documents, _time);
        _ring = new ApiKeyRing(_store, _time);
    }

    public static TheoryData<Way> Ways { get; } = new(Enum.GetValues<Way>());

    public async Task InitializeAsync() => _collector = await RunningCollector.StartAsync(keys: _ring);

    public Task DisposeAsync() => _collector.DisposeAsync().AsTask();

    public void Dispose() => _store.Dispose();

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_KeyOfSender_IsTakenAndOthersAreNot(Way way)
    {
        var key = await AddAsync("shop", ApiKeyScopes.Ingest);

        Assert.Equal(StatusCode.OK, await SendAsync(way, key.Secret));
        Assert.Equal(StatusCode.Unauthenticated, await SendAsync(way, null));
        Assert.Equal(StatusCode.Unauthenticated, await SendAsync(way, ApiKeyStore.KeyPrefix + new string('x', 43)));
        Assert.Equal(2, _collector.Counter("requests_refused.no_key"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_KeyForReading_IsForbidden(Way way)
    {
        var key = await AddAsync("grafana", ApiKeyScopes.Read, ApiKeyScopes.Admin);

        var answer = await _collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()), key.Secret);

        Assert.Equal((StatusCode.PermissionDenied, way == Way.Grpc ? 0 : 403), (answer.Code, answer.HttpStatus));
        Assert.DoesNotContain(key.Secret, answer.Message, StringComparison.Ordinal);
        Assert.Equal(1, _collector.Counter("requests_refused.wrong_scope"));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_KeyIsChanged_HasNoGap(Way way)
    {
        var old = await AddAsync("shop", ApiKeyScopes.Ingest);
        var next = await AddAsync("shop", ApiKeyScopes.Ingest);
        Assert.Null(await _store.AddAsync("shop", [ApiKeyScopes.Ingest], CancellationToken.None));
        Assert.Equal(StatusCode.OK, await SendAsync(way, old.Secret));
        Assert.Equal(StatusCode.OK, await SendAsync(way, next.Secret));

        Assert.True(await _store.RevokeAsync(old.Key.Id, CancellationToken.None));
        await _ring.RefreshAsync(CancellationToken.None);

        Assert.Equal(StatusCode.Unauthenticated, await SendAsync(way, old.Secret));
        Assert.Equal(StatusCode.OK, await SendAsync(way, next.Secret));
    }

    [Fact]
    public async Task Export_LastKeyIsRevoked_OpensNothingToIt()
    {
        var key = await AddAsync("shop", ApiKeyScopes.Ingest);
        await _store.RevokeAsync(key.Key.Id, CancellationToken.None);
        await _ring.RefreshAsync(CancellationToken.None);

        Assert.Equal(StatusCode.Unauthenticated, await SendAsync(Way.Grpc, key.Secret));
        // The collector listens on this machine only and has no key: as at its first start.
        Assert.Equal(StatusCode.OK, await SendAsync(Way.Grpc, null));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_OwnSenderOfTheProcess_IsTakenWithAndWithoutStoredKeys(Way way)
    {
        var own = new OwnSenderKey();
        await using var collector = await RunningCollector.StartAsync(keys: _ring, own: own);
        async Task<StatusCode> Send(string? key) => (await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()), key)).Code;
        await _ring.RefreshAsync(CancellationToken.None);
        // Its key closes no door: others on this machine still need none.
        Assert.Equal([StatusCode.OK, StatusCode.OK], [await Send(own.Value), await Send(null)]);

        await AddAsync("shop", ApiKeyScopes.Ingest);

        Assert.Equal([StatusCode.OK, StatusCode.Unauthenticated], [await Send(own.Value), await Send(null)]);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_KeysCouldNeverBeRead_IsRefused(Way way)
    {
        _documents.IsUnreachable = true;

        await Assert.ThrowsAsync<IOException>(() => _ring.RefreshAsync(CancellationToken.None));

        Assert.Equal(StatusCode.Unauthenticated, await SendAsync(way, null));
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public async Task Export_ReachableByOthersWithoutAnyKey_IsRefused(Way way)
    {
        await _ring.RefreshAsync(CancellationToken.None);
        await using var collector = await RunningCollector.StartAsync(
            new Dictionary<string, string?> { ["Observe:Collector:GrpcUrl"] = "http://0.0.0.0:0", ["Observe:Collector:HttpUrl"] = "http://0.0.0.0:0" }, keys: _ring);

        Assert.Equal(StatusCode.Unauthenticated, (await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()))).Code);

        var key = await AddAsync("shop", ApiKeyScopes.Ingest);
        Assert.Equal(StatusCode.OK, (await collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()), key.Secret)).Code);
    }

    [Fact]
    public async Task Export_StorageIsAway_KeepsTheKeysThatAreKnown()
    {
        var key = await AddAsync("shop", ApiKeyScopes.Ingest);
        _documents.IsUnreachable = true;

        await Assert.ThrowsAsync<IOException>(() => _ring.RefreshAsync(CancellationToken.None));

        Assert.Equal(StatusCode.OK, await SendAsync(Way.HttpJson, key.Secret));
        Assert.Equal(StatusCode.Unauthenticated, await SendAsync(Way.HttpJson, null));
    }

    [Fact]
    public async Task Export_KeyIsUsed_SaysSoAtMostOnceAMinute()
    {
        var key = await AddAsync("shop", ApiKeyScopes.Ingest);
        await SendAsync(Way.Grpc, key.Secret);
        await _ring.RefreshAsync(CancellationToken.None);
        var first = _time.GetUtcNow();

        _time.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(Way.Grpc, key.Secret);
        await _ring.RefreshAsync(CancellationToken.None);

        Assert.Equal(first, Assert.Single(await _store.ListAsync(CancellationToken.None)).LastUsedAt);

        _time.Advance(TimeSpan.FromSeconds(30));
        await SendAsync(Way.Grpc, key.Secret);
        await _ring.RefreshAsync(CancellationToken.None);
        await _ring.RefreshAsync(CancellationToken.None);

        Assert.Equal(_time.GetUtcNow(), Assert.Single(await _store.ListAsync(CancellationToken.None)).LastUsedAt);
        Assert.DoesNotContain(_documents.Bodies, body => body.Contains(key.Secret, StringComparison.Ordinal));
    }

    private async Task<CreatedApiKey> AddAsync(string name, params string[] scopes)
    {
        var key = await _store.AddAsync(name, scopes, CancellationToken.None);
        await _ring.RefreshAsync(CancellationToken.None);
        return key!;
    }

    private async Task<StatusCode> SendAsync(Way way, string? key) =>
        (await _collector.SendAsync(way, SomeOtlp.Traces(SomeOtlp.Span()), key)).Code;
}

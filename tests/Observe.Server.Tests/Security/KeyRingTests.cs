using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Observe.Server.Security;

namespace Observe.Server.Tests.Security;

/// <summary>What one process protects, another one reads: sessions, and the secrets of webhooks.</summary>
public sealed class KeyRingTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("observe-keyring-tests-");
    private readonly string _key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));

    [Fact]
    public void Protect_WithAMasterKey_IsReadByAProcessThatSharesNothingElse()
    {
        var secret = Protector("pages", _key).Protect("whsec_");

        Assert.Equal("whsec_", Protector("alerts", _key).Unprotect(secret));
        Assert.Empty(_folder.GetFileSystemInfos());
    }

    [Fact]
    public void Unprotect_WithAnotherMasterKey_IsRefused()
    {
        var secret = Protector("pages", _key).Protect("whsec_");

        Assert.Throws<CryptographicException>(() => Protector("alerts", Convert.ToBase64String(RandomNumberGenerator.GetBytes(32))).Unprotect(secret));
    }

    [Fact]
    public void Unprotect_WhatTheDataFoldersKeysProtected_IsReadAfterAMasterKeyWasSet()
    {
        var former = Protector("one", "").Protect("former");

        var protector = Protector("one", _key);

        Assert.Equal("former", protector.Unprotect(former));
        Assert.Equal("new", Protector("another", _key).Unprotect(protector.Protect("new")));
    }

    [Fact]
    public void Unprotect_AfterTheMasterKeyWasChanged_IsReadWhileTheFormerOneFollowsIt()
    {
        var next = Convert.ToBase64String(RandomNumberGenerator.GetBytes(32));
        var former = Protector("one", _key).Protect("former");

        var protector = Protector("two", $"{next}\n{_key}\n");

        Assert.Equal("former", protector.Unprotect(former));
        Assert.Equal("new", Protector("three", next).Unprotect(protector.Protect("new")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    public void TryReadMasterKeys_ThatAreNone_AreRefused(string text) => Assert.False(KeyRing.TryReadMasterKeys(text, out _));

    public void Dispose() => _folder.Delete(recursive: true);

    /// <summary>As in a process of its own with this data folder.</summary>
    private IDataProtector Protector(string dataFolder, string masterKey)
    {
        var services = new ServiceCollection().AddLogging().AddSingleton(TimeProvider.System);
        services.AddKeyRing(new SecurityOptions { MasterKey = masterKey }, Path.Combine(_folder.FullName, dataFolder));
        return services.BuildServiceProvider().GetDataProtector("test");
    }
}

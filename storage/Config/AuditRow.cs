namespace Observe.Storage.Config;

/// <summary>Something that somebody did, or was not let do.</summary>
public sealed record AuditRow
{
    public const int MaxText = 200;

    public string Id { get; init; } = "";
    public DateTimeOffset At { get; init; }

    /// <summary>Who; of a refused sign-in the name that was typed, and empty where nobody has to sign in.</summary>
    public required string Actor { get; init; }

    /// <summary>How they proved it: session, basic, key, or open where nobody has to; system for Observe itself; none for nobody.</summary>
    public required string Kind { get; init; }

    /// <summary>From which address it came; empty when from this process.</summary>
    public required string Address { get; init; }

    /// <summary>Of <see cref="AuditActions"/>.</summary>
    public required string Action { get; init; }

    public bool IsRefused { get; init; }

    /// <summary>Which rule, key or user: its id or name, or the path that was refused.</summary>
    public string Object { get; init; } = "";

    public string Detail { get; init; } = "";
}

/// <summary>What is recorded.</summary>
public static class AuditActions
{
    public const string SignIn = "sign-in";
    public const string SignOut = "sign-out";
    public const string SetUp = "set-up";
    public const string AcceptInvitation = "invitation.accept";
    public const string ChangePassword = "password.change";
    public const string Access = "access";
    public const string AddKey = "key.add";
    public const string RevokeKey = "key.revoke";
    public const string AddUser = "user.add";
    public const string ChangeUser = "user.change";
    public const string InviteUser = "user.invite";
    public const string AddRule = "rule.add";
    public const string ChangeRule = "rule.change";
    public const string DeleteRule = "rule.delete";
    public const string AddPack = "rule.add-pack";
    public const string AddSilence = "silence.add";
    public const string ChangeSilence = "silence.change";
    public const string EndSilence = "silence.end";
    public const string AddWebhook = "webhook.add";
    public const string ChangeWebhook = "webhook.change";
    public const string DeleteWebhook = "webhook.delete";
    public const string RotateWebhook = "webhook.secret";
    public const string TestWebhook = "webhook.test";
    public const string Redeliver = "webhook.redeliver";
    public const string DismissAdvice = "advice.dismiss";
    public const string BringBackAdvice = "advice.bring-back";
    public const string Import = "data.import";
    public const string Backup = "data.backup";
    public const string DropDay = "data.drop-day";
    public const string Export = "audit.export";

    public static IReadOnlyList<string> All { get; } =
    [
        SignIn, SignOut, SetUp, AcceptInvitation, ChangePassword, Access, AddKey, RevokeKey, AddUser, ChangeUser, InviteUser, AddRule, ChangeRule, DeleteRule, AddPack, AddSilence,
        ChangeSilence, EndSilence, AddWebhook, ChangeWebhook, DeleteWebhook, RotateWebhook, TestWebhook, Redeliver, DismissAdvice, BringBackAdvice, Import, Backup, DropDay, Export,
    ];
}

using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Observe.Alerts.Evaluate;
using Observe.Storage.Config;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Observe.Alerts.Provision;

/// <summary>Reads a YAML file of webhooks, rules and silences: the bodies of the API, with webhooks by their names. Every fault names its place.</summary>
internal sealed class ProvisionedFile
{
    public const int MaxBytes = 1 << 20;

    /// <summary>Aliases can make a small file say very much.</summary>
    private const int MaxNodes = 50_000;

    private static readonly HashSet<string> RuleKeys = [.. KeysOf(typeof(AlertsRuleBody)), "webhooks"];
    private static readonly HashSet<string> SilenceKeys = KeysOf(typeof(AlertsSilenceBody));
    private static readonly HashSet<string> WebhookKeys = KeysOf(typeof(ProvisionedWebhookBody));

    private readonly string _name;
    private readonly HashSet<string> _names;
    private readonly List<ProvisioningError> _errors = [];
    private readonly List<AlertRule> _rules = [];
    private readonly List<Silence> _silences = [];
    private readonly List<ProvisionedWebhook> _ownWebhooks = [];
    private readonly List<(YamlSequenceNode Items, HashSet<string> Keys, Action<YamlMappingNode> Read)> _later = [];
    private IReadOnlyList<Webhook> _webhooks = [];
    private int _nodes;

    private ProvisionedFile(string name, HashSet<string> names) => (_name, _names) = (name, names);

    public IReadOnlyList<ProvisioningError> Errors => _errors;
    public IReadOnlyList<AlertRule> Rules => _rules;
    public IReadOnlyList<Silence> Silences => _silences;
    public IReadOnlyList<ProvisionedWebhook> Webhooks => _ownWebhooks;

    /// <summary>Reads its webhooks; what may name those of other files is read by <see cref="ReadRest"/>.</summary>
    /// <param name="text">Null of a file that is too large.</param>
    /// <param name="names">Of the webhooks and rules of all files so far; those of this one are added.</param>
    public static ProvisionedFile Read(string name, string? text, string folder, IWebhookBodies bodies, HashSet<string> names)
    {
        var file = new ProvisionedFile(name, names);
        if (text is null)
        {
            file._errors.Add(new ProvisioningError(name, 0, 0, $"It has more than {MaxBytes} bytes."));
            return file;
        }
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(text));
            foreach (var document in stream.Documents)
            {
                file.Root(document.RootNode, folder, bodies);
            }
        }
        catch (YamlException exception)
        {
            file._errors.Add(new ProvisioningError(name, exception.Start.Line, exception.Start.Column, exception.InnerException?.Message ?? exception.Message));
        }
        return file;
    }

    /// <summary>Reads its rules and silences.</summary>
    /// <param name="webhooks">All that there are, those of files first.</param>
    public void ReadRest(IReadOnlyList<Webhook> webhooks)
    {
        _webhooks = webhooks;
        foreach (var (items, keys, read) in _later)
        {
            Each(items, keys, read);
        }
    }

    private void Root(YamlNode node, string folder, IWebhookBodies bodies)
    {
        if (node is YamlScalarNode { Value: null or "" })
        {
            return;
        }
        if (node is not YamlMappingNode mapping)
        {
            Fault(node, "Expected the keys webhooks, rules and silences.");
            return;
        }
        foreach (var (key, value) in mapping.Children)
        {
            switch (key.ToString(), value)
            {
                case ("webhooks", YamlSequenceNode webhooks):
                    Each(webhooks, WebhookKeys, webhook => Webhook(webhook, folder, bodies));
                    break;
                case ("rules", YamlSequenceNode rules):
                    _later.Add((rules, RuleKeys, Rule));
                    break;
                case ("silences", YamlSequenceNode silences):
                    _later.Add((silences, SilenceKeys, Silence));
                    break;
                case ("webhooks" or "rules" or "silences", _):
                    Fault(value, $"Expected a list of {key}.");
                    break;
                default:
                    Fault(key, $"There is no key {key}: webhooks, rules and silences.");
                    break;
            }
        }
    }

    private void Each(YamlSequenceNode items, HashSet<string> keys, Action<YamlMappingNode> read)
    {
        foreach (var item in items)
        {
            if (item is not YamlMappingNode mapping)
            {
                Fault(item, "Expected keys with values.");
                continue;
            }
            var before = _errors.Count;
            foreach (var key in mapping.Children.Keys.Where(key => !keys.Contains(key.ToString())))
            {
                Fault(key, $"There is no key {key}.");
            }
            if (_errors.Count == before)
            {
                read(mapping);
            }
        }
    }

    private void Webhook(YamlMappingNode node, string folder, IWebhookBodies bodies)
    {
        if (Body<ProvisionedWebhookBody>(node, except: null) is not { } body)
        {
            return;
        }
        var errors = new List<FieldError>();
        var webhook = ProvisionedWebhook.Read(body, _name, folder, bodies, errors);
        Name("webhook", webhook.Webhook.Name, errors);
        Keep(node, errors, () => _ownWebhooks.Add(webhook));
    }

    private void Name(string kind, string name, List<FieldError> errors)
    {
        if (!_names.Add($"{kind} {name}"))
        {
            errors.Add(new FieldError("name", $"There is another {kind} with the name {name}."));
        }
    }

    private void Rule(YamlMappingNode node)
    {
        if (Body<AlertsRuleBody>(node, "webhooks") is not { } body)
        {
            return;
        }
        var errors = new List<FieldError>();
        var rule = body.ToRule(errors) with { WebhookIds = WebhookIds(node, body), ProvisionedFrom = _name };
        rule = rule with { Id = AlertIdentity.ProvisionedId("rule", rule.Name) };
        var unread = errors.Select(error => error.Field).ToHashSet();
        errors.AddRange(AlertRuleValidator.Validate(rule, _webhooks.Select(webhook => webhook.Id).ToHashSet()).Where(error => !unread.Contains(error.Field)));
        Name("rule", rule.Name, errors);
        Keep(node, errors, () => _rules.Add(rule));
    }

    private List<string> WebhookIds(YamlMappingNode node, AlertsRuleBody body)
    {
        var ids = new List<string>(body.WebhookIds ?? []);
        if (ValueOf(node, "webhooks") is not { } names)
        {
            return ids;
        }
        if (names is not YamlSequenceNode list)
        {
            Fault(names, "webhooks: Expected a list of their names.");
            return ids;
        }
        foreach (var name in list)
        {
            if (_webhooks.FirstOrDefault(webhook => webhook.Name == name.ToString()) is { } webhook)
            {
                ids.Add(webhook.Id);
            }
            else
            {
                Fault(name, $"webhooks: There is no webhook with the name {name}.");
            }
        }
        return [.. ids.Distinct()];
    }

    private void Silence(YamlMappingNode node)
    {
        if (Body<AlertsSilenceBody>(node, except: null) is not { } body)
        {
            return;
        }
        var errors = new List<FieldError>();
        if (body.StartsAt is null)
        {
            // "From now on" would begin anew with each reading.
            errors.Add(new FieldError("startsAt", "A time, like 2026-11-23T03:00:00Z."));
        }
        var silence = body.ToSilence(body.StartsAt ?? default, $"file {_name}", errors) with { ProvisionedFrom = _name };
        if (errors.Count == 0)
        {
            // One that is over stays as it is in its file.
            errors.AddRange(SilenceValidator.Validate(silence, silence.StartsAt));
        }
        var matchers = silence.Matchers.SelectMany(matcher => new[] { matcher.Label, matcher.Operator, matcher.Value });
        silence = silence with { Id = AlertIdentity.ProvisionedId("silence", [silence.StartsAt.ToString("O", CultureInfo.InvariantCulture), silence.EndsAt.ToString("O", CultureInfo.InvariantCulture), silence.Reason, .. matchers]) };
        Keep(node, errors, () => _silences.Add(silence));
    }

    private void Keep(YamlMappingNode node, List<FieldError> errors, Action add)
    {
        foreach (var error in errors)
        {
            Fault(ValueOf(node, error.Field) ?? node, $"{error.Field}: {error.Message}");
        }
        if (errors.Count == 0)
        {
            add();
        }
    }

    /// <summary>Null, with a fault, when a value has the wrong type.</summary>
    private T? Body<T>(YamlMappingNode node, string? except)
        where T : class
    {
        var json = new JsonObject();
        foreach (var (key, value) in node.Children.Where(child => child.Key.ToString() != except))
        {
            json[key.ToString()] = Json(value);
        }
        if (_nodes > MaxNodes)
        {
            Fault(node, "The file says too much: are there aliases in it?");
            return null;
        }
        try
        {
            return json.Deserialize<T>(JsonSerializerOptions.Web);
        }
        catch (JsonException exception)
        {
            var field = exception.Path is { Length: > 2 } path ? path[2..].Split('.', '[')[0] : "";
            Fault(ValueOf(node, field) ?? node, $"{field}: The value has the wrong type.");
            return null;
        }
    }

    private JsonNode? Json(YamlNode node) => ++_nodes > MaxNodes ? null : node switch
    {
        YamlSequenceNode list => new JsonArray([.. list.Select(Json)]),
        YamlMappingNode mapping => Object(mapping),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Plain(plain.Value ?? ""),
        _ => JsonValue.Create(((YamlScalarNode)node).Value),
    };

    private JsonObject Object(YamlMappingNode mapping)
    {
        var json = new JsonObject();
        foreach (var (key, value) in mapping.Children)
        {
            json[key.ToString()] = Json(value);
        }
        return json;
    }

    /// <summary>As YAML's core schema has it.</summary>
    private static JsonValue? Plain(string text) => text switch
    {
        "" or "~" or "null" => null,
        "true" => JsonValue.Create(true),
        "false" => JsonValue.Create(false),
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    private static YamlNode? ValueOf(YamlMappingNode node, string key) =>
        node.Children.FirstOrDefault(child => child.Key.ToString() == key).Value;

    private void Fault(YamlNode node, string message) => _errors.Add(new ProvisioningError(_name, node.Start.Line, node.Start.Column, message));

    private static HashSet<string> KeysOf(Type body) =>
        [.. body.GetProperties().Select(property => JsonNamingPolicy.CamelCase.ConvertName(property.Name))];
}

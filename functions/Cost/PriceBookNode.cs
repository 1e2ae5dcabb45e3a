using System.Globalization;
using System.Text.Json;

namespace Observe.Functions.Cost;

/// <summary>One object of a price book with the path to it; what is wrong goes to a shared list, with where it is.</summary>
internal sealed class PriceBookNode(JsonElement element, string path, PriceBookErrors errors)
{
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public void Error(string name, string message) => errors.Add(name.Length == 0 ? path : At(name), message);

    public string Text(string name)
    {
        var text = OptionalText(name);
        if (text.Length == 0)
        {
            Error(name, "must be a text that is not empty.");
        }
        return text;
    }

    public string OptionalText(string name)
    {
        if (!Find(name, out var value))
        {
            return "";
        }
        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString()!.Trim();
        }
        Error(name, "must be a text.");
        return "";
    }

    public bool Flag(string name)
    {
        if (Find(name, out var value) && value.ValueKind is not (JsonValueKind.True or JsonValueKind.False))
        {
            Error(name, "must be true or false.");
        }
        return value.ValueKind == JsonValueKind.True;
    }

    public DateOnly Date(string name)
    {
        var text = OptionalText(name);
        if (!TryDate(text, out var date))
        {
            Error(name, "must be a day as yyyy-MM-dd.");
        }
        return date;
    }

    public static bool TryDate(string text, out DateOnly date) =>
        DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out date);

    /// <summary>A number that is not negative; null when it is left out.</summary>
    public decimal? Number(string name, decimal most)
    {
        if (!Find(name, out var value))
        {
            return null;
        }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= 0 && number <= most)
        {
            return number;
        }
        Error(name, string.Create(CultureInfo.InvariantCulture, $"must be a number from 0 to {most}."));
        return null;
    }

    public long WholeNumber(string name, long least, long most, long otherwise)
    {
        if (!Find(name, out var value))
        {
            return otherwise;
        }
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt64(out var number) && number >= least && number <= most)
        {
            return number;
        }
        Error(name, string.Create(CultureInfo.InvariantCulture, $"must be a whole number from {least} to {most}."));
        return otherwise;
    }

    public PriceBookNode? Object(string name)
    {
        if (Find(name, out var value) && value.ValueKind == JsonValueKind.Object)
        {
            return new PriceBookNode(value, At(name), errors);
        }
        Error(name, "must be an object.");
        return null;
    }

    public IReadOnlyList<PriceBookNode> Objects(string name, bool isRequired)
    {
        var items = Items(name);
        if (isRequired && items.Count == 0)
        {
            Error(name, "must be a list with at least one entry.");
        }
        var nodes = new List<PriceBookNode>(items.Count);
        foreach (var (item, at) in items)
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                nodes.Add(new PriceBookNode(item, at, errors));
            }
            else
            {
                errors.Add(at, "must be an object.");
            }
        }
        return nodes;
    }

    public IReadOnlyList<string> Texts(string name)
    {
        var texts = new List<string>();
        foreach (var (item, at) in Items(name))
        {
            if (item.ValueKind == JsonValueKind.String)
            {
                texts.Add(item.GetString()!);
            }
            else
            {
                errors.Add(at, "must be a text.");
            }
        }
        return texts;
    }

    /// <summary>A misspelt property would otherwise be left out without a word.</summary>
    public void RefuseUnknown()
    {
        foreach (var property in element.EnumerateObject().Where(property => !_known.Contains(property.Name)))
        {
            Error(property.Name, "is no property of a price book here.");
        }
    }

    private List<(JsonElement Item, string Path)> Items(string name)
    {
        if (!Find(name, out var value))
        {
            return [];
        }
        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select((item, i) => (item, FormattableString.Invariant($"{At(name)}[{i}]")))];
        }
        Error(name, "must be a list.");
        return [];
    }

    private bool Find(string name, out JsonElement value)
    {
        _known.Add(name);
        return element.TryGetProperty(name, out value);
    }

    private string At(string name) => path.Length == 0 ? name : $"{path}.{name}";
}

/// <summary>What is wrong with a price book, the first few of it.</summary>
internal sealed class PriceBookErrors
{
    private const int Most = 20;

    private readonly List<string> _errors = [];

    public IReadOnlyList<string> All => _errors;

    public void Add(string path, string message)
    {
        if (_errors.Count < Most)
        {
            _errors.Add(path.Length == 0 ? $"The price book {message}" : $"{path} {message}");
        }
    }
}

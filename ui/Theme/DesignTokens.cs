namespace Observe.UI.Theme;

/// <summary>
/// The colours that MudBlazor must know as text, by their names in wwwroot/tokens.css. A test holds the two equal.
/// </summary>
public static class DesignTokens
{
    public static IReadOnlyDictionary<string, string> Dark { get; } = new Dictionary<string, string>
    {
        ["bg"] = "#0b0d11",
        ["panel"] = "#11141a",
        ["raised"] = "#181c24",
        ["pressed"] = "#212733",
        ["overlay"] = "#1a1f28",
        ["line"] = "#20252f",
        ["line-2"] = "#2e3542",
        ["text"] = "#e8ebf0",
        ["text-2"] = "#aab3c0",
        ["text-3"] = "#8590a0",
        ["text-on"] = "#0b0d11",
        ["accent"] = "#8b9cff",
        ["ok"] = "#4cc38a",
        ["warn"] = "#f0b445",
        ["error"] = "#ff7a75",
        ["cold"] = "#62cdf4",
    };

    public static IReadOnlyDictionary<string, string> Light { get; } = new Dictionary<string, string>
    {
        ["bg"] = "#f5f6f8",
        ["panel"] = "#ffffff",
        ["raised"] = "#f2f4f7",
        ["pressed"] = "#e7eaf0",
        ["overlay"] = "#ffffff",
        ["line"] = "#e8ebef",
        ["line-2"] = "#d5dae1",
        ["text"] = "#12161d",
        ["text-2"] = "#454f5e",
        ["text-3"] = "#5d6878",
        ["text-on"] = "#ffffff",
        ["accent"] = "#4350d6",
        ["ok"] = "#0c6838",
        ["warn"] = "#875300",
        ["error"] = "#b51d26",
        ["cold"] = "#04688c",
    };
}

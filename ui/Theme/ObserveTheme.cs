using MudBlazor;

namespace Observe.UI.Theme;

/// <summary>The design tokens in MudBlazor's words.</summary>
public static class ObserveTheme
{
    private static readonly string[] Sans = ["Inter", "system-ui", "Segoe UI", "Roboto", "Arial", "sans-serif"];

    public static MudTheme Create() => new()
    {
        PaletteDark = Fill(new PaletteDark(), DesignTokens.Dark),
        PaletteLight = Fill(new PaletteLight(), DesignTokens.Light),
        LayoutProperties = new LayoutProperties
        {
            DefaultBorderRadius = "5px",
            AppbarHeight = "44px",
            DrawerWidthLeft = "176px",
            DrawerMiniWidthLeft = "48px",
        },
        Typography = new Typography
        {
            Default = new DefaultTypography { FontFamily = Sans, FontSize = "13px", LineHeight = "1.4", LetterSpacing = "normal" },
            H6 = new H6Typography { FontFamily = Sans, FontSize = "18px", FontWeight = "600", LetterSpacing = "normal" },
            Subtitle2 = new Subtitle2Typography { FontFamily = Sans, FontSize = "13px", FontWeight = "600", LetterSpacing = "normal" },
            Body1 = new Body1Typography { FontFamily = Sans, FontSize = "13px", LetterSpacing = "normal" },
            Body2 = new Body2Typography { FontFamily = Sans, FontSize = "13px", LetterSpacing = "normal" },
            Button = new ButtonTypography
            {
                FontFamily = Sans,
                FontSize = "13px",
                FontWeight = "500",
                LetterSpacing = "normal",
                TextTransform = "none",
            },
            Caption = new CaptionTypography { FontFamily = Sans, FontSize = "12px", LetterSpacing = "normal" },
        },
    };

    private static T Fill<T>(T palette, IReadOnlyDictionary<string, string> token)
        where T : Palette
    {
        palette.Background = token["bg"];
        palette.Surface = token["panel"];
        palette.AppbarBackground = token["panel"];
        palette.AppbarText = token["text"];
        palette.DrawerBackground = token["panel"];
        palette.DrawerText = token["text-2"];
        palette.TextPrimary = token["text"];
        palette.TextSecondary = token["text-2"];
        palette.TextDisabled = token["text-3"];
        palette.Primary = token["accent"];
        palette.PrimaryContrastText = token["text-on"];
        palette.Secondary = token["text-2"];
        palette.Success = token["ok"];
        palette.Warning = token["warn"];
        palette.Error = token["error"];
        palette.Info = token["cold"];
        palette.LinesDefault = token["line"];
        palette.TableLines = token["line"];
        palette.LinesInputs = token["line-2"];
        palette.Divider = token["line-2"];
        palette.ActionDefault = token["text-2"];
        palette.ActionDisabled = token["text-3"];
        palette.TableHover = token["raised"];
        return palette;
    }
}

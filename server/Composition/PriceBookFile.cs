using Observe.Functions.Cost;

namespace Observe.Server.Composition;

/// <summary>Reads the price book that the operator names.</summary>
internal static class PriceBookFile
{
    /// <param name="path">Empty for the built-in book.</param>
    public static PriceBookResult Read(string path)
    {
        if (path.Length == 0)
        {
            return new PriceBookResult(PriceBook.BuiltIn, []);
        }
        try
        {
            using var file = File.OpenRead(path);
            if (file.Length > PriceBookReader.MaxBytes)
            {
                return new PriceBookResult(null, [$"it has more than {PriceBookReader.MaxBytes} bytes."]);
            }
            var content = new byte[file.Length];
            file.ReadExactly(content);
            return PriceBookReader.Read(content);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return new PriceBookResult(null, [error.Message]);
        }
    }
}

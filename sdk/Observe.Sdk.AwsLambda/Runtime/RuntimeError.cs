using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Observe.Sdk.AwsLambda.Runtime;

/// <summary>What the caller of a function that failed is told. The type is the exception's short name, as Amazon's own runtime has it: workflows match on it.</summary>
internal sealed record RuntimeError(string ErrorType, string ErrorMessage, IReadOnlyList<string> StackTrace)
{
    private const int MostFrames = 100;

    public static RuntimeError Of(Exception exception) => new(
        Ascii(exception.GetType().Name),
        exception.Message,
        [.. (exception.StackTrace ?? "").Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).Take(MostFrames)]);

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, RuntimeErrorJson.Default.RuntimeError);

    /// <summary>It is a header, too; C# allows names that no header may have.</summary>
    private static string Ascii(string name) => Encoding.ASCII.GetString(Encoding.ASCII.GetBytes(name));
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RuntimeError))]
internal sealed partial class RuntimeErrorJson : JsonSerializerContext;

namespace Observe.Collector.Decode;

/// <summary>How a field's value is written in OTLP/JSON and in protobuf.</summary>
internal enum JsonFieldKind
{
    Text,

    /// <summary>An id: hex of either case, not protobuf's base64.</summary>
    Hex,
    Base64,
    Boolean,
    Double,

    /// <summary>An integer only: OTLP/JSON does not allow names.</summary>
    Enum,
    UInt32,
    SInt32,
    Int64,
    UInt64,
    Fixed32,
    Fixed64,
    SFixed64,
    Message,
}

/// <summary>A field of a message.</summary>
/// <param name="Name">In lowerCamelCase.</param>
/// <param name="Message">What it holds, of the kind <see cref="JsonFieldKind.Message"/>.</param>
internal sealed record JsonFieldShape(byte[] Name, int Number, JsonFieldKind Kind, bool IsRepeated, Func<JsonMessage>? Message)
{
    public string Text { get; } = System.Text.Encoding.UTF8.GetString(Name);

    public uint Tag => (uint)(Number << 3) | Kind switch
    {
        JsonFieldKind.Text or JsonFieldKind.Hex or JsonFieldKind.Base64 or JsonFieldKind.Message => 2u,
        JsonFieldKind.Double or JsonFieldKind.Fixed64 or JsonFieldKind.SFixed64 => 1u,
        JsonFieldKind.Fixed32 => 5u,
        _ => 0u,
    };
}

/// <summary>The fields of a message by their JSON names.</summary>
internal sealed class JsonMessage
{
    private readonly List<JsonFieldShape> _fields = [];

    public IReadOnlyList<JsonFieldShape> Fields => _fields;

    public JsonMessage With(string name, int number, JsonFieldKind kind) => With(name, number, kind, false, null);

    public JsonMessage With(string name, int number, Func<JsonMessage> message) => With(name, number, JsonFieldKind.Message, false, message);

    public JsonMessage WithMany(string name, int number, Func<JsonMessage> message) => With(name, number, JsonFieldKind.Message, true, message);

    public JsonMessage WithMany(string name, int number, JsonFieldKind kind) => With(name, number, kind, true, null);

    private JsonMessage With(string name, int number, JsonFieldKind kind, bool isRepeated, Func<JsonMessage>? message)
    {
        _fields.Add(new JsonFieldShape(System.Text.Encoding.UTF8.GetBytes(name), number, kind, isRepeated, message));
        return this;
    }
}

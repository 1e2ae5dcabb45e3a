using System.Buffers;
using Observe.Redaction;

namespace Observe.Sdk.Redact;

/// <summary>
/// Takes the secrets out of an OTLP request in protobuf, wherever a text of the function's own stands in it: the last step before it leaves the process. A request
/// without secrets is read once and not copied. May be called by many threads.
/// </summary>
internal sealed class OtlpRedactor(Redactor redactor)
{
    /// <summary>What lies deeper in values that hold values is not looked through: it is taken out.</summary>
    private const int MaxDepth = 64;

    /// <summary>The replacement as an AnyValue, whose field 1 is a text.</summary>
    private static readonly byte[] Masked = [0x0A, (byte)Redactor.Replacement.Length, .. Redactor.Replacement];

    /// <returns>The request without its secrets; null when there were none.</returns>
    /// <exception cref="InvalidDataException">It is no protobuf message.</exception>
    public ReadOnlyMemory<byte>? Redact(ReadOnlySpan<byte> request, OtlpShape shape) => Message(request, shape, 0)?.WrittenMemory;

    private ArrayBufferWriter<byte>? Message(ReadOnlySpan<byte> message, OtlpShape shape, int depth)
    {
        ArrayBufferWriter<byte>? output = null;
        var fields = new ProtobufFields(message);
        var done = 0;
        while (fields.TryNext(out var field))
        {
            if (!field.HasContent || shape[field.Number] is not { } inner || Content(message[field.Start..field.End], inner, depth + 1) is not { } changed)
            {
                continue;
            }
            output ??= new ArrayBufferWriter<byte>(message.Length + 16);
            output.Write(message[done..field.LengthStart]);
            ProtobufFields.WriteLength(output, changed.WrittenCount);
            output.Write(changed.WrittenSpan);
            done = field.End;
        }
        output?.Write(message[done..]);
        return output;
    }

    private ArrayBufferWriter<byte>? Content(ReadOnlySpan<byte> content, OtlpShape shape, int depth)
    {
        if (shape == OtlpShape.Text)
        {
            var output = new ArrayBufferWriter<byte>();
            return redactor.TryRedact(content, output, out _) ? output : null;
        }
        if (shape == OtlpShape.AnyValue && depth > MaxDepth)
        {
            return Mask();
        }
        return shape == OtlpShape.KeyValue ? KeyValue(content, depth) : Message(content, shape, depth);
    }

    private ArrayBufferWriter<byte>? KeyValue(ReadOnlySpan<byte> pair, int depth)
    {
        ReadOnlySpan<byte> key = default;
        ProtobufField value = default;
        var fields = new ProtobufFields(pair);
        while (fields.TryNext(out var field))
        {
            if (field is { HasContent: true, Number: 1 })
            {
                key = pair[field.Start..field.End];
            }
            else if (field is { HasContent: true, Number: 2 })
            {
                value = field;
            }
        }
        var changed = value.End == value.Start ? null : redactor.Judge(key) switch
        {
            KeyVerdict.Mask => Mask(),
            KeyVerdict.Scan => Content(pair[value.Start..value.End], OtlpShape.AnyValue, depth + 1),
            _ => null,
        };
        if (changed is null)
        {
            return null;
        }
        var output = new ArrayBufferWriter<byte>(pair.Length + 16);
        output.Write(pair[..value.LengthStart]);
        ProtobufFields.WriteLength(output, changed.WrittenCount);
        output.Write(changed.WrittenSpan);
        output.Write(pair[value.End..]);
        return output;
    }

    private ArrayBufferWriter<byte> Mask()
    {
        redactor.Masked();
        var output = new ArrayBufferWriter<byte>(Masked.Length);
        output.Write(Masked);
        return output;
    }
}

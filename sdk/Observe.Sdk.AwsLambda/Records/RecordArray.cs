using System.Text.Json;

namespace Observe.Sdk.AwsLambda.Records;

/// <summary>A JSON array of records, each of which goes on as it is.</summary>
internal static class RecordArray
{
    /// <summary>The elements; none of what is no such array.</summary>
    public static IReadOnlyList<byte[]> Split(ReadOnlySpan<byte> json)
    {
        List<byte[]> records = [];
        try
        {
            var reader = new Utf8JsonReader(json);
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray)
            {
                return [];
            }
            while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            {
                var start = (int)reader.TokenStartIndex;
                reader.Skip();
                records.Add(json[start..(int)reader.BytesConsumed].ToArray());
            }
            return records;
        }
        catch (JsonException)
        {
            return [];
        }
    }

    public static byte[] Join(IReadOnlyList<byte[]> records)
    {
        using var json = new MemoryStream(records.Sum(record => record.Length + 1) + 1);
        for (var index = 0; index < records.Count; index++)
        {
            json.WriteByte((byte)(index == 0 ? '[' : ','));
            json.Write(records[index]);
        }
        json.WriteByte((byte)']');
        return json.ToArray();
    }
}

using System.Buffers.Binary;
using System.Text;

namespace ImageAutomation.TestSupport.Observability;

/// <summary>Fields of a protobuf message, by number, in order; strict about truncation.</summary>
internal static class WireReader
{
    public static IReadOnlyList<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> Read(ReadOnlyMemory<byte> message)
    {
        var fields = new List<(int, ulong, ReadOnlyMemory<byte>)>();
        var at = 0;
        while (at < message.Length)
        {
            var tag = Varint(message.Span, ref at);
            var field = (int)(tag >> 3);
            switch (tag & 7)
            {
                case 0:
                    fields.Add((field, Varint(message.Span, ref at), default));
                    break;
                case 1:
                    fields.Add((field, BinaryPrimitives.ReadUInt64LittleEndian(message.Span[at..]), default));
                    at += 8;
                    break;
                case 2:
                    var length = (int)Varint(message.Span, ref at);
                    fields.Add((field, 0, message.Slice(at, length)));
                    at += length;
                    break;
                case 5:
                    fields.Add((field, BinaryPrimitives.ReadUInt32LittleEndian(message.Span[at..]), default));
                    at += 4;
                    break;
                default:
                    throw new FormatException($"wire type {tag & 7} at {at}");
            }
        }

        return fields;
    }

    public static IEnumerable<ReadOnlyMemory<byte>> Messages(
        this IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> fields, int number) =>
            fields.Where(f => f.Field == number).Select(f => f.Bytes);

    public static string Text(this IEnumerable<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> fields, int number) =>
        fields.Where(f => f.Field == number).Select(f => Encoding.UTF8.GetString(f.Bytes.Span)).LastOrDefault() ?? "";

    private static ulong Varint(ReadOnlySpan<byte> bytes, ref int at)
    {
        var value = 0ul;
        for (var shift = 0; ; shift += 7)
        {
            var next = bytes[at++];
            value |= (ulong)(next & 0x7F) << shift;
            if (next < 0x80) return value;
        }
    }
}

using System.Buffers.Binary;

namespace ImageAutomation.ImageUpdater.Git.Objects;

/// <summary>The SHA-1 name of an object in Git. The default value is the zero id, which stands for "no object".</summary>
public readonly record struct ObjectId : IComparable<ObjectId>
{
    /// <summary>Bytes of an id.</summary>
    public const int ByteLength = 20;

    /// <summary>Hexadecimal digits of an id.</summary>
    public const int HexLength = 40;

    private readonly ulong high;
    private readonly ulong middle;
    private readonly uint low;

    private ObjectId(ReadOnlySpan<byte> raw)
    {
        high = BinaryPrimitives.ReadUInt64BigEndian(raw);
        middle = BinaryPrimitives.ReadUInt64BigEndian(raw[8..]);
        low = BinaryPrimitives.ReadUInt32BigEndian(raw[16..]);
    }

    /// <summary>Whether this is the zero id.</summary>
    public bool IsZero => high == 0 && middle == 0 && low == 0;

    /// <summary>The first of its bytes.</summary>
    internal byte FirstByte => (byte)(high >> 56);

    /// <summary>The first seven digits, as people quote commits.</summary>
    public string Short => ToString()[..7];

    /// <summary>Reads an id from its 20 bytes.</summary>
    /// <param name="raw">At least 20 bytes; the rest is ignored.</param>
    public static ObjectId FromBytes(ReadOnlySpan<byte> raw) => new(raw[..ByteLength]);

    /// <summary>Reads 40 hexadecimal digits.</summary>
    /// <returns>Whether the text is an id; abbreviations are not.</returns>
    public static bool TryParse(ReadOnlySpan<char> hex, out ObjectId id)
    {
        id = default;
        Span<byte> raw = stackalloc byte[ByteLength];
        if (hex.Length != HexLength || Convert.FromHexString(hex, raw, out _, out _) != System.Buffers.OperationStatus.Done) return false;
        id = new ObjectId(raw);
        return true;
    }

    /// <summary>Reads 40 hexadecimal digits in ASCII.</summary>
    /// <returns>Whether the bytes are an id.</returns>
    public static bool TryParse(ReadOnlySpan<byte> hex, out ObjectId id)
    {
        id = default;
        Span<char> text = stackalloc char[HexLength];
        if (hex.Length != HexLength) return false;
        for (var i = 0; i < HexLength; i++) text[i] = (char)hex[i];
        return TryParse(text, out id);
    }

    /// <summary>Writes the 20 bytes.</summary>
    /// <param name="target">At least 20 bytes.</param>
    public void CopyTo(Span<byte> target)
    {
        BinaryPrimitives.WriteUInt64BigEndian(target, high);
        BinaryPrimitives.WriteUInt64BigEndian(target[8..], middle);
        BinaryPrimitives.WriteUInt32BigEndian(target[16..], low);
    }

    /// <summary>Orders ids by their bytes.</summary>
    public int CompareTo(ObjectId other)
    {
        var first = high.CompareTo(other.high);
        if (first != 0) return first;
        var second = middle.CompareTo(other.middle);
        return second != 0 ? second : low.CompareTo(other.low);
    }

    /// <summary>The 40 lower-case hexadecimal digits.</summary>
    public override string ToString() => string.Create(HexLength, this, static (text, id) =>
    {
        Span<byte> raw = stackalloc byte[ByteLength];
        id.CopyTo(raw);
        Convert.TryToHexStringLower(raw, text, out _);
    });

    /// <summary>Whether the first id comes before the second.</summary>
    public static bool operator <(ObjectId left, ObjectId right) => left.CompareTo(right) < 0;

    /// <summary>Whether the first id comes after the second.</summary>
    public static bool operator >(ObjectId left, ObjectId right) => left.CompareTo(right) > 0;

    /// <summary>Whether the first id does not come after the second.</summary>
    public static bool operator <=(ObjectId left, ObjectId right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the first id does not come before the second.</summary>
    public static bool operator >=(ObjectId left, ObjectId right) => left.CompareTo(right) >= 0;
}

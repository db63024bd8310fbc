using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using System.Security.Cryptography;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>The scrypt key derivation, which .NET does not have. Source: RFC 7914.</summary>
internal static class Scrypt
{
    /// <summary>Derives a key.</summary>
    /// <param name="password">Password.</param>
    /// <param name="salt">Salt.</param>
    /// <param name="cost">Memory cost N, a power of two; memory is 128 * N * blockSize bytes.</param>
    /// <param name="blockSize">Block size r.</param>
    /// <param name="parallel">Parallelisation p; done one after the other.</param>
    /// <param name="length">Bytes wanted.</param>
    public static byte[] DeriveKey(byte[] password, byte[] salt, int cost, int blockSize, int parallel, int length)
    {
        var blockBytes = 128 * blockSize;
        var blocks = Rfc2898DeriveBytes.Pbkdf2(password, salt, 1, HashAlgorithmName.SHA256, parallel * blockBytes);
        var memory = new uint[cost * (blockBytes / 4)];
        for (var i = 0; i < parallel; i++) Mix(blocks.AsSpan(i * blockBytes, blockBytes), memory, cost, blockSize);
        return Rfc2898DeriveBytes.Pbkdf2(password, blocks, 1, HashAlgorithmName.SHA256, length);
    }

    // RFC 7914, section 5: scryptROMix.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Mix(Span<byte> block, uint[] memory, int cost, int blockSize)
    {
        var words = 32 * blockSize;
        var (x, y) = (new uint[words], new uint[words]);
        for (var i = 0; i < words; i++) x[i] = BinaryPrimitives.ReadUInt32LittleEndian(block[(i * 4)..]);
        for (var i = 0; i < cost; i++)
        {
            x.CopyTo(memory.AsSpan(i * words));
            MixBlock(x, y, blockSize);
        }

        for (var i = 0; i < cost; i++)
        {
            var row = (int)(x[words - 16] & (uint)(cost - 1)) * words;
            for (var j = 0; j < words; j++) x[j] ^= memory[row + j];
            MixBlock(x, y, blockSize);
        }

        for (var i = 0; i < words; i++) BinaryPrimitives.WriteUInt32LittleEndian(block[(i * 4)..], x[i]);
    }

    // Section 4: scryptBlockMix. Even results go to the first half, odd ones to the second.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void MixBlock(uint[] block, uint[] scratch, int blockSize)
    {
        Span<uint> state = stackalloc uint[16];
        block.AsSpan(((2 * blockSize) - 1) * 16, 16).CopyTo(state);
        for (var i = 0; i < 2 * blockSize; i++)
        {
            for (var j = 0; j < 16; j++) state[j] ^= block[(i * 16) + j];
            Salsa(state);
            state.CopyTo(scratch.AsSpan(((i / 2) + ((i & 1) * blockSize)) * 16));
        }

        scratch.CopyTo(block.AsSpan());
    }

    // Section 3: Salsa20/8, as column rounds and row rounds over a 4 by 4 square. Four lanes at a time:
    // the square is kept as diagonals, so that a round is the same step for all four columns, then for all four rows.
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Salsa(Span<uint> state)
    {
        var a = Vector128.Create(state[0], state[5], state[10], state[15]);
        var b = Vector128.Create(state[4], state[9], state[14], state[3]);
        var c = Vector128.Create(state[8], state[13], state[2], state[7]);
        var d = Vector128.Create(state[12], state[1], state[6], state[11]);
        for (var round = 0; round < 8; round++)
        {
            b ^= Rotate(a + d, 7);
            c ^= Rotate(b + a, 9);
            d ^= Rotate(c + b, 13);
            a ^= Rotate(d + c, 18);
            // Columns become rows and the reverse: the diagonals trade places and turn.
            (b, d) = (Vector128.Shuffle(d, Vector128.Create(1u, 2, 3, 0)), Vector128.Shuffle(b, Vector128.Create(3u, 0, 1, 2)));
            c = Vector128.Shuffle(c, Vector128.Create(2u, 3, 0, 1));
        }

        for (var i = 0; i < 4; i++)
        {
            state[5 * i] += a[i];
            state[((5 * i) + 4) & 15] += b[i];
            state[((5 * i) + 8) & 15] += c[i];
            state[((5 * i) + 12) & 15] += d[i];
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<uint> Rotate(Vector128<uint> value, int bits) =>
        Vector128.ShiftLeft(value, bits) | Vector128.ShiftRightLogical(value, 32 - bits);
}

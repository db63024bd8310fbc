using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using ImageAutomation.Languages.GoText;
using static ImageAutomation.Languages.GoTemplates.GoFunction;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>The one function of the cryptographic group whose result is the same each time.</summary>
internal static class PasswordFunctions
{
    private const string Scope = "com.lyndir.masterpassword";
    private const int Steps = 200_000;   // a fifth of a second and 32 MiB: a template may do this a few times

    // Shapes of a password by kind, and what each letter of a shape stands for. Source: Master Password algorithm, version 3.
    private static readonly Dictionary<string, string[]> Shapes = new(StringComparer.Ordinal)
    {
        ["maximum"] = ["anoxxxxxxxxxxxxxxxxx", "axxxxxxxxxxxxxxxxxno"],
        ["long"] =
        [
            "CvcvnoCvcvCvcv", "CvcvCvcvnoCvcv", "CvcvCvcvCvcvno", "CvccnoCvcvCvcv", "CvccCvcvnoCvcv", "CvccCvcvCvcvno", "CvcvnoCvccCvcv",
            "CvcvCvccnoCvcv", "CvcvCvccCvcvno", "CvcvnoCvcvCvcc", "CvcvCvcvnoCvcc", "CvcvCvcvCvccno", "CvccnoCvccCvcv", "CvccCvccnoCvcv",
            "CvccCvccCvcvno", "CvcvnoCvccCvcc", "CvcvCvccnoCvcc", "CvcvCvccCvccno", "CvccnoCvcvCvcc", "CvccCvcvnoCvcc", "CvccCvcvCvccno",
        ],
        ["medium"] = ["CvcnoCvc", "CvcCvcno"],
        ["short"] = ["Cvcn"],
        ["basic"] = ["aaanaaan", "aannaaan", "aaannaaa"],
        ["pin"] = ["nnnn"],
    };

    private static readonly Dictionary<char, string> Letters = new()
    {
        ['V'] = "AEIOU",
        ['C'] = "BCDFGHJKLMNPQRSTVWXYZ",
        ['v'] = "aeiou",
        ['c'] = "bcdfghjklmnpqrstvwxyz",
        ['A'] = "AEIOUBCDFGHJKLMNPQRSTVWXYZ",
        ['a'] = "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz",
        ['n'] = "0123456789",
        ['o'] = "@&%?,=[]_:-+*$#!'^~;()/.",
        ['x'] = "AEIOUaeiouBCDFGHJKLMNPQRSTVWXYZbcdfghjklmnpqrstvwxyz0123456789!@#$%^&*()",
    };

    public static IEnumerable<GoFunction> All =>
        [Fixed("derivePassword", DerivePassword, GoType.UInt32, GoType.Text, GoType.Text, GoType.Text, GoType.Text)];

    private static GoValue DerivePassword(RenderBudget budget, GoValue[] a)
    {
        if (!Shapes.TryGetValue(a[1].Text, out var shapes)) return GoValue.Of($"cannot find password template {a[1].Text}");
        budget.Spend(Steps);
        var (password, user, site) = (ByteText.ToBytes(a[2].Text), ByteText.ToBytes(a[3].Text), ByteText.ToBytes(a[4].Text));
        var key = Scrypt.DeriveKey(password, Joined(user), cost: 32768, blockSize: 8, parallel: 2, length: 64);
        var seed = HMACSHA256.HashData(key, (byte[])[.. Joined(site), .. Number((uint)a[0].Unsigned)]);
        var shape = shapes[seed[0] % shapes.Length];
        return GoValue.Of(string.Concat(shape.Select((letter, i) => Letters[letter][seed[i + 1] % Letters[letter].Length])));
    }

    private static byte[] Joined(byte[] name) => [.. Encoding.ASCII.GetBytes(Scope), .. Number((uint)name.Length), .. name];

    private static byte[] Number(uint value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
        return bytes;
    }
}

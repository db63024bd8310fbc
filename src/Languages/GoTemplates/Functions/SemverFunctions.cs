using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.SemVer;
using static ImageAutomation.Languages.GoTemplates.GoFunction;
using static ImageAutomation.Languages.GoTemplates.GoType;

namespace ImageAutomation.Languages.GoTemplates.Functions;

/// <summary>Versions, by the very code that elects tags.</summary>
internal static class SemverFunctions
{
    // The data of either type is the version as it was written.
    private static readonly GoType Version = new("semver.Version", GoKind.Struct, "struct")
    {
        Stringer = Canonical,
        Methods = ValueMethods(),
    };
    private static readonly GoType Pointer = new("*semver.Version", GoKind.Pointer, "ptr")
    {
        Stringer = Canonical,
        Methods = PointerMethods(),
    };

    public static IEnumerable<GoFunction> All =>
    [
        Fixed("semver", (_, a) => New(a[0].Text), Text),
        Fixed("semverCompare", (_, a) => GoValue.Of(Admits(a[0].Text, a[1].Text)), Text, Text),
    ];

    private static GoValue New(string text)
    {
        var written = ByteText.ToText(text);
        Parse(written);
        return new GoValue(Pointer, written);
    }

    private static bool Admits(string range, string version)
    {
        if (!VersionConstraint.Parse(ByteText.ToText(range)).TryGet(out var constraint, out var failure))
            throw new FunctionError(failure.Message);
        return constraint.Admits(Parse(ByteText.ToText(version)));
    }

    private static ParsedVersion Parse(string text) =>
        ParsedVersion.TryParse(text, out var version) ? version : throw new FunctionError("invalid semantic version");

    private static ParsedVersion Of(GoValue value) => Parse((string)value.Data!);   // only versions that parsed are kept

    private static string Canonical(GoValue value)
    {
        var version = Of(value);
        var text = FormattableString.Invariant($"{version.Major}.{version.Minor}.{version.Patch}");
        if (!version.Prerelease.IsEmpty) text += $"-{version.Prerelease}";
        return version.Metadata.IsEmpty ? text : $"{text}+{version.Metadata}";
    }

    private static Dictionary<string, GoFunction> ValueMethods() => new GoFunction[]
    {
        Fixed("String", (_, a) => GoValue.Of(Canonical(a[0]))),
        Fixed("Major", (_, a) => new GoValue(GoType.UInt64, Of(a[0]).Major)),
        Fixed("Minor", (_, a) => new GoValue(GoType.UInt64, Of(a[0]).Minor)),
        Fixed("Patch", (_, a) => new GoValue(GoType.UInt64, Of(a[0]).Patch)),
        Fixed("Prerelease", (_, a) => GoValue.Of(Of(a[0]).Prerelease.ToString())),
        Fixed("Metadata", (_, a) => GoValue.Of(Of(a[0]).Metadata.ToString())),
        Fixed("IncMajor", (_, a) => Next(a[0], v => (unchecked(v.Major + 1), 0, 0))),
        Fixed("IncMinor", (_, a) => Next(a[0], v => (v.Major, unchecked(v.Minor + 1), 0))),
        Fixed("IncPatch", (_, a) => Next(a[0], v => (v.Major, v.Minor, v.Prerelease.IsEmpty ? unchecked(v.Patch + 1) : v.Patch))),
    }.ToDictionary(m => m.Name, StringComparer.Ordinal);

    private static Dictionary<string, GoFunction> PointerMethods()
    {
        var methods = ValueMethods();
        methods["Original"] = Fixed("Original", (_, a) => GoValue.Of((string)a[0].Data!));   // kept as written
        methods["Compare"] = Comparing("Compare", (a, b) => GoValue.Int(Math.Sign(Of(a).CompareTo(Of(b)))));
        methods["LessThan"] = Comparing("LessThan", (a, b) => GoValue.Of(Of(a).CompareTo(Of(b)) < 0));
        methods["LessThanEqual"] = Comparing("LessThanEqual", (a, b) => GoValue.Of(Of(a).CompareTo(Of(b)) <= 0));
        methods["GreaterThan"] = Comparing("GreaterThan", (a, b) => GoValue.Of(Of(a).CompareTo(Of(b)) > 0));
        methods["GreaterThanEqual"] = Comparing("GreaterThanEqual", (a, b) => GoValue.Of(Of(a).CompareTo(Of(b)) >= 0));
        methods["Equal"] = Comparing("Equal", (a, b) => GoValue.Of(Of(a).CompareTo(Of(b)) == 0));
        return methods;
    }

    // The parameter is a version again, a type that exists only after this one; it is checked by hand.
    private static GoFunction Comparing(string name, Func<GoValue, GoValue, GoValue> compare) => Fixed(
        name,
        (_, a) => a[1].Type == Pointer ? compare(a[0], a[1])
            : throw new FunctionError($"wrong type for value; expected *semver.Version; got {a[1].TypeName}"),
        Any);

    private delegate (ulong Major, ulong Minor, ulong Patch) Step(ParsedVersion version);

    private static GoValue Next(GoValue value, Step step)
    {
        var (major, minor, patch) = step(Of(value));
        return new GoValue(Version, FormattableString.Invariant($"{major}.{minor}.{patch}"));
    }
}

using System.Globalization;
using System.Text;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Configuration;

/// <summary>
/// The flags of a program, and their parser. Go's form: <c>--name=value</c>, <c>--name value</c>, booleans also without a value. Pure.
/// </summary>
public sealed class FlagSet
{
    /// <summary>Reason of every failure of this room.</summary>
    public const string InvalidFlag = "InvalidFlag";

    private readonly Dictionary<string, Flag> byName;

    /// <summary>Makes a set.</summary>
    public FlagSet(IEnumerable<Flag> flags)
    {
        All = [.. flags.OrderBy(f => f.Name, StringComparer.Ordinal)];
        byName = All.ToDictionary(f => f.Name, StringComparer.Ordinal);
    }

    /// <summary>All flags, by name.</summary>
    public IReadOnlyList<Flag> All { get; }

    /// <summary>Parses a command line; the last of several values of one flag counts.</summary>
    /// <returns>The values, or a terminal failure that names the argument.</returns>
    public Result<ParsedFlags> Parse(IReadOnlyList<string> arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var i = 0; i < arguments.Count; i++)
        {
            var argument = arguments[i];
            if (argument is "--help" or "-h") return new ParsedFlags(this, values) { AsksForHelp = true };
            if (!argument.StartsWith("--", StringComparison.Ordinal) || argument.Length == 2)
                return Invalid($"'{argument}' is not a flag; flags are written --name=value");
            var equals = argument.IndexOf('=', StringComparison.Ordinal);
            var name = equals < 0 ? argument[2..] : argument[2..equals];
            if (!byName.TryGetValue(name, out var flag)) return Unknown(name);

            string value;
            if (equals >= 0) value = argument[(equals + 1)..];
            else if (flag.Kind == FlagKind.Boolean) value = "true";
            else if (i + 1 < arguments.Count) value = arguments[++i];
            else return Invalid($"flag --{name} needs a value");

            if (Problem(flag, value) is { } problem) return Invalid($"flag --{name}: {problem}");
            values[name] = flag.Kind == FlagKind.List && values.TryGetValue(name, out var before) ? $"{before},{value}" : value;
        }

        return new ParsedFlags(this, values);
    }

    /// <summary>The help text: one flag a paragraph, by name.</summary>
    public string Help(string program)
    {
        var text = new StringBuilder().Append("Usage: ").Append(program).Append(" [flags]\n\nFlags:\n");
        foreach (var flag in All.Where(f => f.WithoutEffect is null))
        {
            text.Append("  --").Append(flag.Name).Append(flag.Kind == FlagKind.Boolean ? "" : $" {flag.Kind.ToString().ToLowerInvariant()}")
                .Append('\n');
            text.Append("        ").Append(flag.Meaning);
            if (flag.Choices.Count > 0) text.Append(" One of ").AppendJoin(", ", flag.Choices).Append('.');
            text.Append(" Default ").Append(flag.Default.Length == 0 ? "none" : flag.Default).Append(".\n");
        }

        return text.ToString();
    }

    internal static Failure Invalid(string message) => Failure.Terminal(InvalidFlag, message);

    internal static bool TryBoolean(string text, out bool value)
    {
        value = text is "1" or "t" or "T" or "true" or "TRUE" or "True";
        return value || text is "0" or "f" or "F" or "false" or "FALSE" or "False";
    }

    internal Flag Find(string name) => byName[name];

    private static string? Problem(Flag flag, string value)
    {
        if (flag.Choices.Count > 0 && !flag.Choices.Contains(value)) return $"'{value}' is not one of {string.Join(", ", flag.Choices)}";
        switch (flag.Kind)
        {
            case FlagKind.Boolean:
                return TryBoolean(value, out _) ? null : $"'{value}' is neither true nor false";
            case FlagKind.Integer:
                return long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole)
                    ? OutOfRange(flag, whole, value) : $"'{value}' is not a whole number";
            case FlagKind.Number:
                return double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
                    ? OutOfRange(flag, number, value) : $"'{value}' is not a number";
            case FlagKind.Duration:
                return GoDuration.TryParse(value, out var duration) ? OutOfRange(flag, duration.Value.TotalSeconds, value)
                    : $"'{value}' is not a duration such as 30s or 1h15m";
            case FlagKind.Selector:
                return LabelQuery.Parse(value).Failure?.Message;
            case FlagKind.Address:
                return ListenAddress.Parse(value).Failure?.Message;
            default:
                return null;
        }
    }

    private static string? OutOfRange(Flag flag, double value, string text)
    {
        var unit = flag.Kind == FlagKind.Duration ? " seconds" : "";
        if (value < flag.Minimum) return string.Create(CultureInfo.InvariantCulture, $"{text} is below {flag.Minimum}{unit}");
        return value > flag.Maximum ? string.Create(CultureInfo.InvariantCulture, $"{text} is above {flag.Maximum}{unit}") : null;
    }

    private Failure Unknown(string name)
    {
        // A slip of the finger; whatever is further away is another flag.
        var nearest = All.Select(f => (f.Name, Distance: Distance(f.Name, name))).Where(f => f.Distance <= Math.Min(2, name.Length / 2))
            .OrderBy(f => f.Distance).ThenBy(f => f.Name, StringComparer.Ordinal).FirstOrDefault();
        return Invalid(nearest.Name is null ? $"unknown flag --{name}; --help shows all"
            : $"unknown flag --{name}; the nearest is --{nearest.Name}");
    }

    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1));
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}

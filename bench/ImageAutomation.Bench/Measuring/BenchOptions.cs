using System.Globalization;

namespace ImageAutomation.Bench.Measuring;

/// <summary>What the command line asks for; 0 or nothing means the scenario's own choice.</summary>
internal sealed record BenchOptions(int Runs, IReadOnlyList<int> Sizes, int Seconds)
{
    private const int DefaultSeconds = 120;

    public static bool TryParse(IReadOnlyList<string> arguments, out BenchOptions options)
    {
        options = new BenchOptions(0, [], DefaultSeconds);
        for (var i = 0; i < arguments.Count; i += 2)
        {
            if (i + 1 == arguments.Count) return false;
            var values = new List<int>();
            foreach (var part in arguments[i + 1].Split(','))
            {
                if (!int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value == 0) return false;
                values.Add(value);
            }

            switch (arguments[i])
            {
                case "--runs": options = options with { Runs = values[0] }; break;
                case "--size": options = options with { Sizes = values }; break;
                case "--seconds": options = options with { Seconds = values[0] }; break;
                default: return false;
            }
        }

        return true;
    }

    public BenchOptions For(IScenario scenario) => this with
    {
        Runs = Runs == 0 ? scenario.Runs : Runs,
        Sizes = Sizes.Count == 0 ? scenario.Sizes : Sizes,
    };
}

namespace ImageAutomation.Bench.Measuring;

/// <summary>One thing that is measured, beside what somebody would use instead.</summary>
internal interface IScenario
{
    string Name { get; }

    /// <summary>One sentence.</summary>
    string Measures { get; }

    /// <summary>Sizes measured unless others are asked for; what they count is in <see cref="Measures"/>.</summary>
    IReadOnlyList<int> Sizes { get; }

    /// <summary>Runs of each side unless another number is asked for.</summary>
    int Runs { get; }

    Task RunAsync(BenchOptions options);
}

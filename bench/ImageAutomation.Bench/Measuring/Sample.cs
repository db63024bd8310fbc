namespace ImageAutomation.Bench.Measuring;

/// <summary>One measured run.</summary>
internal readonly record struct Sample(double Seconds, double Bytes = 0);

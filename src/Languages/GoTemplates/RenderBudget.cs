using ImageAutomation.Languages.GoText;

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>What one rendering may still spend. Counts down; every overdraft ends the rendering.</summary>
public sealed class RenderBudget
{
    private readonly RenderLimits limits;
    private readonly TimeProvider time;
    private readonly long start;
    private long steps;
    private long textBytes;
    private int depth;

    internal RenderBudget(RenderLimits limits, TimeProvider time)
    {
        this.limits = limits;
        this.time = time;
        start = time.GetTimestamp();
        steps = limits.MaxSteps;
        textBytes = limits.MaxWorkingBytes;
    }

    internal TimeProvider Time => time;

    /// <summary>Longest text a function or the whole message may have, in bytes.</summary>
    internal int MaxTextBytes => limits.MaxOutputBytes;

    /// <summary>Pays for work.</summary>
    internal void Spend(long count = 1)
    {
        var before = steps;
        steps -= Math.Max(count, 1);
        if (steps < 0 || count < 0) throw new FunctionError($"the template needs more than {limits.MaxSteps} steps");
        if (before >> 10 != steps >> 10 && time.GetElapsedTime(start) > limits.MaxTime)
            throw new FunctionError($"the template runs longer than {GoDuration.Format(limits.MaxTime)}");
    }

    /// <summary>Pays for a text that is about to be made.</summary>
    /// <param name="length">Its length in bytes.</param>
    internal void SpendText(long length)
    {
        if (length > limits.MaxOutputBytes) throw new FunctionError($"a text grows beyond {limits.MaxOutputBytes} bytes");
        textBytes -= length;
        if (textBytes < 0) throw new FunctionError($"the template builds more than {limits.MaxWorkingBytes} bytes of text");
        Spend(1 + (length >> 8));
    }

    /// <summary>Enters a template call.</summary>
    internal void Enter()
    {
        if (++depth > limits.MaxDepth) throw new FunctionError($"exceeded maximum template depth ({limits.MaxDepth})");
    }

    internal void Leave() => depth--;
}

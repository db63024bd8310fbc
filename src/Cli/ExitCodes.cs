namespace ImageAutomation.Cli;

/// <summary>Exit codes of <c>imgauto</c>; documented in <c>docs/cli.md</c>.</summary>
internal static class ExitCodes
{
    /// <summary>Done; nothing is wrong.</summary>
    public const int Ok = 0;

    /// <summary>Something failed or is not Ready.</summary>
    public const int Failed = 1;

    /// <summary><c>plan</c>: there are changes. <c>run --once</c>: nothing could be read.</summary>
    public const int Two = 2;
}

namespace ImageAutomation.Common.Network;

/// <summary>Where a host name came from, which decides the addresses it may lead to.</summary>
public enum AddressTrust
{
    /// <summary>The user wrote it.</summary>
    Configured,

    /// <summary>A redirect or realm of a registry on a public address.</summary>
    LearnedFromPublic,

    /// <summary>A redirect or realm of a registry in a private network.</summary>
    LearnedFromPrivate,

    /// <summary>A redirect or realm of a registry on this machine.</summary>
    LearnedFromLoopback,
}

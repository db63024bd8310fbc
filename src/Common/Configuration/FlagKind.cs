namespace ImageAutomation.Common.Configuration;

/// <summary>What a flag's value looks like.</summary>
public enum FlagKind
{
    /// <summary>Any text.</summary>
    Text,

    /// <summary><c>true</c> or <c>false</c> (also 1, 0, t, f); without a value it means true.</summary>
    Boolean,

    /// <summary>A whole number.</summary>
    Integer,

    /// <summary>A number.</summary>
    Number,

    /// <summary>A duration as Go writes it, for example <c>1m30s</c>.</summary>
    Duration,

    /// <summary>Texts separated by commas; a repeated flag adds to the list.</summary>
    List,

    /// <summary>A label selector, see <see cref="LabelQuery"/>.</summary>
    Selector,

    /// <summary>An address to listen on, see <see cref="ListenAddress"/>.</summary>
    Address,
}

namespace ImageAutomation.Languages.Cel;

/// <summary>Kinds of types.</summary>
internal enum CelKind
{
    Dyn,
    Null,
    Bool,
    Int,
    UInt,
    Double,
    String,
    Bytes,
    Timestamp,
    Duration,
    List,
    Map,
    Type,
    Optional,

    /// <summary>A parameter of an overload, or one that is not known yet.</summary>
    Parameter,

    /// <summary>What a run-time error has; no declaration uses it.</summary>
    Error,
}

namespace ImageAutomation.Languages.GoTemplates;

/// <summary>The kinds of Go's <c>reflect</c> that templates can meet.</summary>
public enum GoKind
{
    /// <summary><c>bool</c>.</summary>
    Boolean,

    /// <summary><c>int</c> and its sizes.</summary>
    Integer,

    /// <summary><c>uint</c> and its sizes.</summary>
    Unsigned,

    /// <summary><c>float64</c>.</summary>
    Float,

    /// <summary><c>complex128</c>.</summary>
    Complex,

    /// <summary><c>string</c>.</summary>
    Text,

    /// <summary>A slice or an array.</summary>
    List,

    /// <summary><c>map</c>.</summary>
    Map,

    /// <summary><c>struct</c>.</summary>
    Struct,

    /// <summary>A pointer.</summary>
    Pointer,

    /// <summary><c>interface</c>.</summary>
    Interface,
}

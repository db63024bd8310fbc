namespace ImageAutomation.ImageUpdater.Commits.Templates;

/// <summary>The kinds of Go's <c>reflect</c> that templates can meet.</summary>
internal enum GoKind
{
    Boolean,
    Integer,
    Unsigned,
    Float,
    Complex,
    Text,
    List,
    Map,
    Struct,
    Pointer,
    Interface,
}

using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Cli.Selecting;

/// <summary>An object as a user names it.</summary>
/// <param name="Namespace">Its namespace; null when the user named none.</param>
/// <param name="Name">Its name.</param>
internal sealed record ObjectName(string? Namespace, string Name)
{
    /// <summary>Reads <c>NAME</c> or <c>NAMESPACE/NAME</c>.</summary>
    /// <param name="text">As it was written.</param>
    /// <param name="ns">Namespace that an option names; null for none. Another one than that of the name is an error.</param>
    public static Result<ObjectName> Parse(string text, string? ns) => text.Split('/') switch
    {
        [var name] when !string.IsNullOrWhiteSpace(name) => new ObjectName(ns, name),
        [var own, var name] when !string.IsNullOrWhiteSpace(own) && !string.IsNullOrWhiteSpace(name) => ns is null || ns == own
            ? new ObjectName(own, name)
            : Wrong($"'{text}' names the namespace '{own}', and -n the namespace '{ns}'; give one of them"),
        _ when string.IsNullOrWhiteSpace(text) => Wrong("the name of an object is empty; write NAME or NAMESPACE/NAME"),
        _ => Wrong($"'{text}' names no object; write NAME or NAMESPACE/NAME"),
    };

    /// <summary>Whether an object is meant; without a namespace all of that name are.</summary>
    public bool Means(string? ns, string? name) => Name == name && (Namespace is null || Namespace == ns);

    /// <summary>The key, with a namespace where none was named.</summary>
    public ObjectKey KeyIn(string? ns) => new(Namespace ?? ns ?? "", Name);

    private static Failure Wrong(string message) => Failure.Terminal("InvalidName", message);
}

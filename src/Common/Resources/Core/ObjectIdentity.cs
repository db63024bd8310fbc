namespace ImageAutomation.Common.Resources.Core;

/// <summary>Identity of an object inside a file; empty texts where the file does not say.</summary>
/// <param name="ApiVersion">Text of <c>apiVersion</c>.</param>
/// <param name="Kind">Text of <c>kind</c>.</param>
/// <param name="Namespace">Text of <c>metadata.namespace</c>.</param>
/// <param name="Name">Text of <c>metadata.name</c>.</param>
public sealed record ObjectIdentity(string ApiVersion, string Kind, string Namespace, string Name);

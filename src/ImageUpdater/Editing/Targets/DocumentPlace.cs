using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.YamlBytes;

namespace ImageAutomation.ImageUpdater.Editing.Targets;

/// <summary>A document and where it lies in its file.</summary>
/// <param name="Document">The document.</param>
/// <param name="Index">Which one of the file, from 0; empty ones count.</param>
/// <param name="Lines">Lines of the file.</param>
internal sealed record DocumentPlace(YamlDocument Document, int Index, LineCounter Lines)
{
    /// <summary>Makes a target of a scalar.</summary>
    /// <param name="node">The scalar.</param>
    /// <param name="identity">The object around it.</param>
    /// <param name="paths">Paths of fields in that object.</param>
    /// <param name="meaning">Policy and part.</param>
    /// <param name="setter">The marker as written; empty where there is none.</param>
    public Target TargetAt(int node, ObjectIdentity identity, FieldPaths paths, (ObjectKey Policy, TargetPart Part) meaning, string setter)
    {
        ref readonly var scalar = ref Document.Nodes[node];
        return new Target
        {
            Policy = meaning.Policy,
            Part = meaning.Part,
            Setter = setter,
            Object = identity,
            FieldPath = paths.Of(node),
            Document = Index,
            Line = Lines.LineOf(scalar.Start),
            Value = Document.Text(node) ?? "",
            Start = scalar.Start,
            Length = scalar.End - scalar.Start,
            Style = scalar.Style,
            Indent = scalar.Indent,
            InFlow = scalar.InFlow,
        };
    }
}

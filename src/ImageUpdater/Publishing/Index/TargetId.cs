using ImageAutomation.Common.Resources.Core;
using ImageAutomation.ImageUpdater.Editing.Targets;

namespace ImageAutomation.ImageUpdater.Publishing.Index;

/// <summary>What makes a target the same one in another version of its file.</summary>
internal readonly record struct TargetId(ObjectIdentity Object, string FieldPath, ObjectKey Policy, TargetPart Part)
{
    public static TargetId Of(Target target) => new(target.Object, target.FieldPath, target.Policy, target.Part);

    public override string ToString() => $"{Object.ApiVersion}|{Object.Kind}|{Object.Namespace}|{Object.Name}|{FieldPath}|{Policy}|{Part}";
}

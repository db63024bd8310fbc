namespace ImageAutomation.Languages.GoTemplates;

/// <summary>Truth and emptiness of values.</summary>
internal static class GoTruth
{
    /// <summary>
    /// Truth in <c>if</c>, <c>with</c>, <c>and</c>, <c>or</c>, <c>not</c>: zero, empty and nil are false, structs are true.
    /// </summary>
    public static bool Of(GoValue value) => value.Kind switch
    {
        null => false,
        GoKind.Boolean => value.Boolean,
        GoKind.Integer => value.Integer != 0,
        GoKind.Unsigned => value.Unsigned != 0,
        GoKind.Float => value.Float != 0,
        GoKind.Complex => value.Complex != System.Numerics.Complex.Zero,
        GoKind.Text => value.Text.Length > 0,
        GoKind.List => value.Items.Length > 0,
        GoKind.Map => value.Map is { Count: > 0 },
        GoKind.Struct => true,
        _ => value.Data is not null,
    };

    /// <summary>Emptiness for <c>default</c>, <c>empty</c>, <c>coalesce</c> and the like.</summary>
    public static bool IsEmpty(GoValue value) => !Of(value);
}

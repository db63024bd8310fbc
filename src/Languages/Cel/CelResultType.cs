namespace ImageAutomation.Languages.Cel;

/// <summary>What an expression has to yield, as far as that is known before it runs.</summary>
public enum CelResultType
{
    /// <summary>Statically a bool: <c>req.flag</c> is refused, <c>req.flag == true</c> is not.</summary>
    Bool,

    /// <summary>Anything.</summary>
    Dyn,
}

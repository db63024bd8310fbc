namespace ImageAutomation.Languages.Cel;

/// <summary>Ends compilation, or a run that is out of budget, from any depth. Never leaves the room: <see cref="CelExpression"/> turns it
/// into a failure. Errors that an expression can absorb are values, <see cref="Values.CelError"/>.</summary>
/// <param name="message">One sentence.</param>
/// <param name="position">Where in the text, in UTF-16 units; -1 when it is nowhere.</param>
internal sealed class CelException(string message, int position = -1) : Exception(message)
{
    public int Position { get; } = position;
}

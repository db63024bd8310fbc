namespace ImageAutomation.Cli.Describing;

/// <summary>An object that another one refers to, or that refers to it.</summary>
/// <param name="Role">What it is to the other.</param>
/// <param name="Object">Kind and key.</param>
/// <param name="State"><c>True</c> or <c>False</c> for Ready, or what is known instead.</param>
/// <param name="Message">More on it.</param>
internal sealed record RelatedObject(string Role, string Object, string State, string Message);

using ImageAutomation.Languages.Re2.Unicode;

namespace ImageAutomation.Languages.Re2.Matching;

/// <summary>One step of a <see cref="PatternProgram"/>.</summary>
/// <param name="Op">What it does.</param>
/// <param name="Next">The step that follows.</param>
/// <param name="Argument">Depends on <paramref name="Op"/>.</param>
/// <param name="Index">Number of a split among all splits.</param>
/// <param name="Set">The set of <see cref="OpCode.Set"/>.</param>
internal readonly record struct Instruction(OpCode Op, int Next, int Argument = 0, int Index = 0, RuneSet? Set = null);

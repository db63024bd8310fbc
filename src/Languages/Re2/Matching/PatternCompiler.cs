using System.Runtime.CompilerServices;
using ImageAutomation.Languages.Re2.Syntax;

namespace ImageAutomation.Languages.Re2.Matching;

/// <summary>Makes a <see cref="PatternProgram"/> of a tree, back to front: each node is emitted knowing what follows it.</summary>
internal sealed class PatternCompiler
{
    // A pattern for tags has some dozen steps. The bound keeps what one text costs in the range of milliseconds.
    private const int MaxInstructions = 20_000;
    private const int MaxThreadSlots = 10_000_000;

    private readonly string pattern;
    private readonly List<Instruction> code = [];
    private int splits;

    private PatternCompiler(string pattern) => this.pattern = pattern;

    /// <summary>Compiles a tree.</summary>
    /// <exception cref="PatternSyntaxException">The program would be over a bound.</exception>
    public static PatternProgram Compile(string pattern, ParsedPattern parsed)
    {
        var compiler = new PatternCompiler(pattern);
        var end = compiler.Add(new Instruction(OpCode.Match, -1));
        var entry = compiler.Emit(parsed.Root, end);
        var groups = parsed.GroupNames.Count;
        if ((long)groups * compiler.code.Count > MaxThreadSlots) throw compiler.TooLarge();
        return new PatternProgram([.. compiler.code], entry, compiler.splits, groups);
    }

    private PatternSyntaxException TooLarge() => new("expression too large", pattern);

    private int Add(Instruction instruction)
    {
        if (code.Count >= MaxInstructions) throw TooLarge();
        code.Add(instruction);
        return code.Count - 1;
    }

    private int AddSplit(int preferred, int other) => Add(new Instruction(OpCode.Split, preferred, other, splits++));

    private int Emit(Node node, int next)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack()) throw new PatternSyntaxException("expression nests too deeply", pattern);
        return EmitNode(node, next);
    }

    private int EmitNode(Node node, int next) => node switch
    {
        Node.Empty => next,
        Node.Literal { Rune: > char.MaxValue } rune => Add(new Instruction(OpCode.Rune, next, rune.Rune)),
        Node.Literal literal => Add(new Instruction(OpCode.Char, next, literal.Rune)),
        Node.OneOf set => Add(new Instruction(OpCode.Set, next, Set: set.Set)),
        Node.At position => Add(new Instruction(OpCode.Assert, next, (int)position.Position)),
        Node.Concat concat => EmitConcat(concat, next),
        Node.Alternate alternate => EmitAlternate(alternate, next),
        Node.Group group => EmitGroup(group, next),
        Node.Repeat repeat => EmitRepeat(repeat, next),
        _ => throw new InvalidOperationException($"Unknown node {node.GetType().Name}."),
    };

    private int EmitConcat(Node.Concat concat, int next)
    {
        for (var i = concat.Parts.Count - 1; i >= 0; i--) next = Emit(concat.Parts[i], next);
        return next;
    }

    private int EmitAlternate(Node.Alternate alternate, int next)
    {
        var entry = Emit(alternate.Branches[^1], next);
        for (var i = alternate.Branches.Count - 2; i >= 0; i--) entry = AddSplit(Emit(alternate.Branches[i], next), entry);
        return entry;
    }

    private int EmitGroup(Node.Group group, int next)
    {
        var close = Add(new Instruction(OpCode.Save, next, (group.Index * 2) + 1));
        return Add(new Instruction(OpCode.Save, Emit(group.Body, close), group.Index * 2));
    }

    private int EmitRepeat(Node.Repeat repeat, int next)
    {
        var (body, min, max, isGreedy) = repeat;
        if (max is null)
        {
            // An empty round must not loop: (x*)* is read as ((x*)+)?, which also keeps the order of preference.
            if (min == 0 && !body.IsNullable) return EmitLoop(body, isGreedy, next).Split;
            var entry = EmitLoop(body, isGreedy, next).Body;
            if (min == 0) return EmitChoice(entry, next, isGreedy);
            for (var i = 1; i < min; i++) entry = Emit(body, entry);
            return entry;
        }

        var optional = next;
        for (var i = min; i < max; i++) optional = EmitChoice(Emit(body, optional), next, isGreedy);
        for (var i = 0; i < min; i++) optional = Emit(body, optional);
        return optional;
    }

    private (int Body, int Split) EmitLoop(Node body, bool isGreedy, int next)
    {
        var split = AddSplit(-1, -1);
        var entry = Emit(body, split);
        code[split] = isGreedy
            ? code[split] with { Next = entry, Argument = next }
            : code[split] with { Next = next, Argument = entry };
        return (entry, split);
    }

    private int EmitChoice(int entry, int next, bool isGreedy) => isGreedy ? AddSplit(entry, next) : AddSplit(next, entry);
}

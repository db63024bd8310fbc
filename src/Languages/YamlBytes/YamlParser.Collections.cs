namespace ImageAutomation.Languages.YamlBytes;

/// <content>Entries of block and flow collections.</content>
public sealed partial class YamlParser
{
    private void BlockSequence()
    {
        if (!Peek()) return;
        if (token.Kind == YamlTokenKind.BlockEntry)
        {
            if (!Next()) return;
            states.Push(State.BlockSequence);
            if (token.Kind is YamlTokenKind.BlockEntry or YamlTokenKind.BlockEnd) AddEmpty();
            else ParseNode(isBlock: true, indentless: false);
        }
        else if (token.Kind == YamlTokenKind.BlockEnd)
        {
            Close();
            scanner.Take();
        }
        else
        {
            Fail("did not find expected '-' indicator");
        }
    }

    private void IndentlessSequence()
    {
        if (!Peek()) return;
        if (token.Kind != YamlTokenKind.BlockEntry)
        {
            Close();
            return;
        }

        if (!Next()) return;
        states.Push(State.IndentlessSequence);
        if (token.Kind is YamlTokenKind.BlockEntry or YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd) AddEmpty();
        else ParseNode(isBlock: true, indentless: false);
    }

    private void BlockKey()
    {
        if (!Peek()) return;
        if (token.Kind == YamlTokenKind.Key)
        {
            if (!Next()) return;
            states.Push(State.BlockValue);
            if (token.Kind is YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd) AddEmpty();
            else ParseNode(isBlock: true, indentless: true);
        }
        else if (token.Kind == YamlTokenKind.BlockEnd)
        {
            Close();
            DropComments();
            scanner.Take();
        }
        else
        {
            Fail("did not find expected key");
        }
    }

    private void BlockValue()
    {
        if (!Peek()) return;
        states.Push(State.BlockKey);
        if (token.Kind != YamlTokenKind.Value)
        {
            AddEmpty();
            return;
        }

        if (!Next()) return;
        if (token.Kind is YamlTokenKind.Key or YamlTokenKind.Value or YamlTokenKind.BlockEnd) AddEmpty();
        else ParseNode(isBlock: true, indentless: true);
    }

    private void FlowSequence(bool isFirst)
    {
        if (isFirst) scanner.Take();
        if (!Peek()) return;
        if (token.Kind != YamlTokenKind.FlowSequenceEnd && !isFirst)
        {
            if (token.Kind != YamlTokenKind.FlowEntry)
            {
                Fail("did not find expected ',' or ']'");
                return;
            }

            if (!Next()) return;
        }

        if (token.Kind == YamlTokenKind.Key)
        {
            states.Push(State.FlowSequence);
            Start(YamlNodeKind.Mapping, State.PairKey, isFlow: false);
            scanner.Take();
        }
        else if (token.Kind == YamlTokenKind.FlowSequenceEnd)
        {
            Close(isFlow: true);
            scanner.Take();
        }
        else
        {
            states.Push(State.FlowSequence);
            ParseNode(isBlock: false, indentless: false);
        }
    }

    private void PairKey()
    {
        if (!Peek()) return;
        states.Push(State.PairValue);
        if (token.Kind is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceEnd) AddEmpty();
        else ParseNode(isBlock: false, indentless: false);
    }

    private void PairValue()
    {
        if (!Peek()) return;
        states.Push(State.PairEnd);
        if (token.Kind != YamlTokenKind.Value)
        {
            AddEmpty();
            return;
        }

        if (!Next()) return;
        if (token.Kind is YamlTokenKind.FlowEntry or YamlTokenKind.FlowSequenceEnd) AddEmpty();
        else ParseNode(isBlock: false, indentless: false);
    }

    private void FlowKey(bool isFirst)
    {
        if (isFirst) scanner.Take();
        if (!Peek()) return;
        if (token.Kind != YamlTokenKind.FlowMappingEnd && !isFirst)
        {
            if (token.Kind != YamlTokenKind.FlowEntry)
            {
                Fail("did not find expected ',' or '}'");
                return;
            }

            if (!Next()) return;
        }

        if (token.Kind == YamlTokenKind.Key)
        {
            if (!Next()) return;
            states.Push(State.FlowValue);
            if (token.Kind is YamlTokenKind.Value or YamlTokenKind.FlowEntry or YamlTokenKind.FlowMappingEnd) AddEmpty();
            else ParseNode(isBlock: false, indentless: false);
        }
        else if (token.Kind == YamlTokenKind.FlowMappingEnd)
        {
            Close(isFlow: true);
            scanner.Take();
        }
        else
        {
            states.Push(State.FlowEmptyValue);
            ParseNode(isBlock: false, indentless: false);
        }
    }

    private void FlowValue()
    {
        if (!Peek()) return;
        states.Push(State.FlowKey);
        if (token.Kind != YamlTokenKind.Value)
        {
            AddEmpty();
            return;
        }

        if (!Next()) return;
        if (token.Kind is YamlTokenKind.FlowEntry or YamlTokenKind.FlowMappingEnd) AddEmpty();
        else ParseNode(isBlock: false, indentless: false);
    }
}

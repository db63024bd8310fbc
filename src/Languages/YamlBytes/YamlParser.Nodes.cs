using System.Text;

namespace ImageAutomation.Languages.YamlBytes;

/// <content>Nodes and how they nest.</content>
public sealed partial class YamlParser
{
    private void ParseNode(bool isBlock, bool indentless)
    {
        if (!Peek()) return;
        if (token.Kind == YamlTokenKind.Alias)
        {
            var name = Name();
            if (!anchors.Contains(name))
            {
                Fail($"unknown anchor '{name}' referenced");
                return;
            }

            Add(YamlNodeKind.Alias, tag: -1);
            scanner.Take();
            return;
        }

        var tag = -1;
        var hasAnchor = false;
        while ((token.Kind == YamlTokenKind.Anchor && !hasAnchor) || (token.Kind == YamlTokenKind.Tag && tag < 0))
        {
            if (token.Kind == YamlTokenKind.Anchor)
            {
                hasAnchor = true;
                anchors.Add(Name());
            }
            else
            {
                tag = token.Start;
            }

            if (!Next()) return;
        }

        switch (token.Kind)
        {
            case YamlTokenKind.BlockEntry when indentless:
                Start(YamlNodeKind.Sequence, State.IndentlessSequence, isFlow: false);
                return;
            case YamlTokenKind.Scalar:
                Add(YamlNodeKind.Scalar, tag);
                scanner.Take();
                return;
            case YamlTokenKind.FlowSequenceStart:
                Start(YamlNodeKind.Sequence, State.FlowSequenceFirst, isFlow: true);
                return;
            case YamlTokenKind.FlowMappingStart:
                Start(YamlNodeKind.Mapping, State.FlowKeyFirst, isFlow: true);
                return;
            case YamlTokenKind.BlockSequenceStart when isBlock:
                Start(YamlNodeKind.Sequence, State.BlockSequence, isFlow: false);
                scanner.Take();
                return;
            case YamlTokenKind.BlockMappingStart when isBlock:
                Start(YamlNodeKind.Mapping, State.BlockKey, isFlow: false);
                scanner.Take();
                return;
            default:
                if (tag >= 0 || hasAnchor) AddEmpty(tag);
                else Fail("did not find expected node content");
                return;
        }
    }

    private string Name() => Encoding.UTF8.GetString(data, token.Start + 1, token.End - token.Start - 1);

    private void Start(YamlNodeKind kind, State state, bool isFlow)
    {
        if (isFlow)
        {
            flowDepth++;
            DropComments();
        }

        open.Push(new Open(NewNode(kind, -1), -1, 0, kind == YamlNodeKind.Mapping));
        states.Push(state);
    }

    private void Close(bool isFlow = false)
    {
        var index = open.Pop().Node;
        var node = nodes[index];
        node.Next = nodes.Count;
        node.End = isFlow ? token.End : token.Start;
        nodes[index] = node;
        if (isFlow)
        {
            flowDepth--;
            DropComments();
        }
    }

    private void Add(YamlNodeKind kind, int tag)
    {
        var index = NewNode(kind, tag);
        var node = nodes[index];
        node.Next = index + 1;
        if (kind == YamlNodeKind.Scalar)
        {
            node.LineComment = Keep(pendingLine);
            node.HeadComment = Keep(pendingHead);
        }

        nodes[index] = node;
        DropComments();
    }

    private void AddEmpty(int tag = -1)
    {
        var index = NewNode(YamlNodeKind.Scalar, tag);
        var node = nodes[index];
        node.End = node.Start;
        node.Style = ScalarStyle.Plain;
        node.Next = index + 1;
        nodes[index] = node;
    }

    private int NewNode(YamlNodeKind kind, int tag)
    {
        var node = new YamlNode
        {
            Kind = kind,
            Style = token.Style,
            InFlow = flowDepth > 0,
            Parent = -1,
            Key = -1,
            Start = token.Start,
            End = token.End,
            Indent = token.Indent,
            LineComment = -1,
            HeadComment = -1,
            Tag = tag,
        };
        if (open.TryPop(out var parent))
        {
            node.Parent = parent.Node;
            if (!parent.IsMapping)
            {
                node.Key = parent.Count;
                parent = parent with { Count = parent.Count + 1 };
            }
            else if (parent.PendingKey < 0)
            {
                node.IsKey = true;
                parent = parent with { PendingKey = nodes.Count };
            }
            else
            {
                node.Key = parent.PendingKey;
                parent = parent with { PendingKey = -1 };
            }

            open.Push(parent);
        }

        nodes.Add(node);
        if (nodes.Count > MaxNodes) Fail($"more than {MaxNodes} keys and values");
        return nodes.Count - 1;
    }

    private int Keep(CommentText comment)
    {
        if (comment.End == 0) return -1;
        comments.Add(comment);
        return comments.Count - 1;
    }

    private void DropComments() => (pendingLine, pendingHead) = (default, default);
}

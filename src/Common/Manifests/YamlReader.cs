using System.Globalization;
using System.Text.Json.Nodes;
using ImageAutomation.Languages.Results;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace ImageAutomation.Common.Manifests;

/// <summary>Reads YAML documents as JSON, the way Kubernetes tools do.</summary>
public static class YamlReader
{
    /// <summary>Reason of every failure here.</summary>
    public const string InvalidYaml = "InvalidYaml";

    private const int MaxNodes = 500_000;
    private const int MaxDepth = 100;

    /// <summary>Reads all documents of a text. Empty documents are left out.</summary>
    /// <param name="text">YAML or JSON, with or without byte order mark.</param>
    /// <returns>The documents with their 1-based first lines, or a terminal failure that names line and column.</returns>
    public static Result<IReadOnlyList<ManifestDocument>> Read(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        try
        {
            var build = new Builder(new Parser(new StringReader(text.TrimStart('\uFEFF'))));
            return build.Documents();
        }
        catch (YamlException e)
        {
            return Failure.Terminal(InvalidYaml, $"line {e.Start.Line}, column {e.Start.Column}: {Innermost(e).Message}", e);
        }
        catch (Exception e) when (e is InvalidOperationException or ArgumentException or IndexOutOfRangeException or FormatException)
        {
            // The library lets some of its own faults out on text that is no YAML.
            return Failure.Terminal(InvalidYaml, "it is no YAML that can be read", e);
        }
    }

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;

    private sealed class Builder(Parser parser)
    {
        private readonly Dictionary<AnchorName, JsonNode?> anchors = [];
        private int nodes;

        public List<ManifestDocument> Documents()
        {
            var documents = new List<ManifestDocument>();
            parser.MoveNext(); // stream start
            while (parser.MoveNext() && parser.Current is DocumentStart start)
            {
                parser.MoveNext();
                anchors.Clear();
                var line = (int)parser.Current!.Start.Line; // inside a document the parser always has an event
                var node = Node(0);
                if (node is not null) documents.Add(new ManifestDocument(node, Math.Max(line, (int)start.Start.Line)));
                parser.MoveNext(); // onto document end
            }

            return documents;
        }

        /// <summary>Builds the node that starts at the current event, and leaves the parser on the node's last event.</summary>
        private JsonNode? Node(int depth)
        {
            var at = parser.Current!; // callers stand on an event
            if (depth > MaxDepth) throw new SemanticErrorException(at.Start, at.End, $"nested deeper than {MaxDepth} levels");
            Count(at, 1);
            switch (at)
            {
                case AnchorAlias alias:
                    if (!anchors.TryGetValue(alias.Value, out var target))
                        throw new SemanticErrorException(at.Start, at.End, $"unknown anchor '{alias.Value}'");
                    Count(at, Size(target));
                    return target?.DeepClone();
                case Scalar scalar:
                    return Anchored(scalar, YamlScalars.ToJson(scalar));
                case SequenceStart sequence:
                    var array = new JsonArray();
                    while (Next() is not SequenceEnd) array.Add(Node(depth + 1));
                    return Anchored(sequence, array);
                case MappingStart mapping:
                    return Anchored(mapping, Mapping(depth));
                default:
                    throw new SemanticErrorException(at.Start, at.End, $"unexpected {at.GetType().Name}");
            }
        }

        private JsonObject Mapping(int depth)
        {
            var result = new JsonObject();
            var merged = new JsonObject();
            while (Next() is not MappingEnd)
            {
                var at = parser.Current!; // Next returned it
                if (at is not Scalar key) throw new SemanticErrorException(at.Start, at.End, "a key must be text");
                Next();
                var value = Node(depth + 1);
                if (key is { Value: "<<", Style: ScalarStyle.Plain })
                    Merge(key, merged, value);
                else if (!result.TryAdd(key.Value, value))
                    throw new SemanticErrorException(key.Start, key.End, $"key '{key.Value}' is set twice");
            }

            foreach (var (name, value) in merged)
                if (!result.ContainsKey(name)) result.Add(name, value?.DeepClone());
            return result;
        }

        private static void Merge(Scalar at, JsonObject merged, JsonNode? value)
        {
            var sources = value switch
            {
                JsonObject one => [one],
                JsonArray list when list.All(item => item is JsonObject) => list.Cast<JsonObject>(),
                _ => throw new SemanticErrorException(at.Start, at.End, "a merge key takes a mapping or a list of mappings"),
            };
            foreach (var source in sources)
                foreach (var (name, item) in source)
                    if (!merged.ContainsKey(name)) merged.Add(name, item?.DeepClone());
        }

        private JsonNode? Anchored(NodeEvent at, JsonNode? node)
        {
            if (!at.Anchor.IsEmpty) anchors[at.Anchor] = node?.DeepClone();
            return node;
        }

        private ParsingEvent Next()
        {
            if (!parser.MoveNext() || parser.Current is null)
                throw new SemanticErrorException(Mark.Empty, Mark.Empty, "the document ends early");
            return parser.Current;
        }

        private void Count(ParsingEvent at, int more)
        {
            nodes += more;
            if (nodes > MaxNodes)
                throw new SemanticErrorException(
                    at.Start, at.End, string.Create(CultureInfo.InvariantCulture, $"more than {MaxNodes} nodes, aliases expanded"));
        }

        private static int Size(JsonNode? node) => node switch
        {
            JsonObject o => 1 + o.Sum(p => Size(p.Value)),
            JsonArray a => 1 + a.Sum(Size),
            _ => 1,
        };
    }
}

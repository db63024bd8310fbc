using System.Text.Json;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using Microsoft.Extensions.Logging;

namespace ImageAutomation.Common.Observability;

/// <summary>The object that a log line is about, from the scope of the run, else from the message's own values.</summary>
internal sealed class LogSubject
{
    private string? controller;
    private string? ns;
    private string? name;
    private string? reconcileId;
    private ResourceKind? kind;

    /// <summary>The sentence about a failure within the message; null: the message has no such part.</summary>
    public string? Error { get; private set; }

    public static LogSubject Of(IExternalScopeProvider scopes, object? state)
    {
        var subject = new LogSubject();
        subject.Read(state); // the scope comes later and wins: it is the run's own object
        scopes.ForEachScope(static (scope, s) => s.Read(scope), subject);
        return subject;
    }

    public void Write(Utf8JsonWriter json)
    {
        if (name is null) return;
        if (controller is not null) json.WriteString("controller", controller);
        if (kind is not null)
        {
            json.WriteString("controllerGroup", kind.Group);
            json.WriteString("controllerKind", kind.Kind);
            json.WriteStartObject(kind.Kind);
            json.WriteString("name", name);
            json.WriteString("namespace", ns);
            json.WriteEndObject();
        }

        json.WriteString("name", name);
        json.WriteString("namespace", ns);
        if (reconcileId is not null) json.WriteString("reconcileID", reconcileId);
    }

    private void Read(object? values)
    {
        if (values is not IReadOnlyList<KeyValuePair<string, object?>> pairs) return;
        foreach (var (key, value) in pairs)
        {
            switch (key, value)
            {
                case ("Controller", string text):
                    controller = text;
                    kind = ResourceKinds.All.FirstOrDefault(k => k.Kind.Equals(text, StringComparison.OrdinalIgnoreCase));
                    break;
                case ("Kind", string text) when controller is null:
                    kind = ResourceKinds.All.FirstOrDefault(k => k.Kind == text);
                    break;
                case ("Key", ObjectKey of):
                    (ns, name) = of;
                    break;
                case ("Namespace", string text):
                    ns = text;
                    break;
                case ("Name", string text):
                    name = text;
                    break;
                case ("Message", string text):
                    Error = text;
                    break;
                case ("ReconcileId", Guid id):
                    reconcileId = id.ToString();
                    break;
            }
        }
    }
}

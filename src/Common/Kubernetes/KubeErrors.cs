using System.Net;
using System.Text.Json;
using ImageAutomation.Common.Resources;
using ImageAutomation.Common.Resources.Core;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;
using k8s.Models;

namespace ImageAutomation.Common.Kubernetes;

/// <summary>Says what an answer of the API server means and what to do about it.</summary>
internal static class KubeErrors
{
    private const int MaxText = 1024;

    // All are retried: even a refused object may be accepted after somebody repaired the CRD or the role, and a key that is never
    // looked at again would be worse than a request per back-off.
    public static Failure From(HttpStatusCode code, V1Status? status, KubeCall call)
    {
        var said = Shorten(status?.Message);
        var (reason, advice) = (int)code switch
        {
            400 or 415 or 422 => (KubeReasons.Invalid, "the server refuses what was sent; the CRDs may be of another version"),
            401 => (KubeReasons.Unauthorized,
                "the credentials are missing, wrong or expired; log in again or look at the kubeconfig's user"),
            403 => (KubeReasons.Forbidden, $"allow this account to {call.Verb} {call.Resource} by a role and a binding"),
            404 when IsOfKind(status, call) => (KubeReasons.UnknownKind,
                $"the server does not know {call.Resource} in {call.Kind.ApiVersion}; install the CRDs"),
            404 => (KubeReasons.NotFound, "it does not exist"),
            409 when status?.Reason == "AlreadyExists" => (KubeReasons.AlreadyExists, "an object of that name exists"),
            409 => (KubeReasons.Conflict, "it was written by somebody else meanwhile; read it again"),
            410 => (KubeReasons.Expired, "the resource version is too old; list again"),
            429 => (KubeReasons.TooManyRequests, "the server asks for fewer requests"),
            _ => (KubeReasons.Unavailable, "the server has an error of its own; its log may say more"),
        };
        return Failure.Transient(reason, $"cannot {call}: {(int)code}{(said.Length == 0 ? "" : $" ({said})")}: {advice}");
    }

    // A missing object is told by a Status; a missing kind by plain text, or by a Status with this text.
    private static bool IsOfKind(V1Status? status, KubeCall call) =>
        status is null
        || call.Verb is "list" or "watch"
        || status.Message?.Contains("could not find the requested resource", StringComparison.Ordinal) == true;

    public static Failure Unreachable(Uri server, KubeCall call, Exception cause) =>
        Failure.Transient(
            KubeReasons.Unavailable,
            $"cannot {call}: {Name(server)} cannot be reached ({Innermost(cause).Message}); "
            + "check that the server runs, its address and the network",
            cause);

    public static Failure TooSlow(Uri server, KubeCall call, TimeSpan limit) =>
        Failure.Transient(KubeReasons.Unavailable, $"cannot {call}: {Name(server)} did not answer within {GoDuration.Format(limit)}");

    public static Failure Unreadable(KubeCall call, string why, Exception? cause = null) =>
        Failure.Transient(KubeReasons.Unavailable, $"cannot {call}: the answer cannot be used: {why}", cause);

    // The exception could quote a value: it is kept for custom kinds, which hold no secrets.
    public static Failure Unfit(KubeCall call, JsonException cause) => call.Verb == "list"
        ? Unreadable(call, "it is not JSON", cause)
        : Unreadable(call, $"it does not fit {call.Kind} at {cause.Path}", IsCustom(call.Kind) ? cause : null);

    /// <summary>What the server would say of a name that no object can have.</summary>
    public static Failure Impossible(KubeCall call) =>
        Failure.Transient(KubeReasons.NotFound, $"cannot {call}: no object can have such a name");

    public static string Shorten(string? text) => text switch
    {
        null => "",
        { Length: > MaxText } => text[..MaxText] + "...",
        _ => text,
    };

    private static bool IsCustom(ResourceKind kind) => kind.Group is ResourceKinds.ImageGroup or ResourceKinds.SourceGroup;

    private static string Name(Uri server) => server.GetLeftPart(UriPartial.Authority);

    private static Exception Innermost(Exception e) => e.InnerException is { } inner ? Innermost(inner) : e;
}

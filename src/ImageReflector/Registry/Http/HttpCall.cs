using System.Net.Http.Headers;
using ImageAutomation.Common.Network;

namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>One HTTP exchange to be made, repeatable.</summary>
internal sealed record HttpCall
{
    public required HttpMethod Method { get; init; }

    public required Uri Uri { get; init; }

    public string Accept { get; init; } = "application/json";

    /// <summary>Dropped when a redirect leaves the origin.</summary>
    public AuthenticationHeaderValue? Authorization { get; init; }

    /// <summary>An anonymous token of a host that a redirect leads to; sent there and nowhere else.</summary>
    public GuestPass? GuestPass { get; init; }

    /// <summary>Body of a POST; such a call follows no redirect and is not repeated.</summary>
    public IReadOnlyList<KeyValuePair<string, string>>? Form { get; init; }

    /// <summary>Whether it is made again after a failure that may be over soon. Not where the caller asks again by itself.</summary>
    public bool IsRepeated { get; init; } = true;

    /// <summary>Further headers; they stay at the origin that they were made for.</summary>
    public IReadOnlyList<(string Name, string Value)> Headers { get; init; } = [];

    public AddressTrust Trust { get; init; } = AddressTrust.Configured;

    /// <summary>Whether a compressed answer is welcome; not where bytes are hashed.</summary>
    public bool AcceptsCompression { get; init; }

    /// <summary>Largest body after decompression.</summary>
    public required long MaxBodyBytes { get; init; }

    /// <summary>What raises <see cref="MaxBodyBytes"/>, for the message; null: nothing does.</summary>
    public string? RaisedBy { get; init; }

    /// <summary>Told of a 2xx answer before its body is read; again when the call is repeated.</summary>
    public Action<HttpResponseHeaders>? OnHeaders { get; init; }

    /// <summary>Reads the body of a 2xx answer; null when there is none to read.</summary>
    public IBodyReader? Body { get; init; }

    /// <summary>For messages: "cannot list the tags of ghcr.io/a/b".</summary>
    public required string Purpose { get; init; }
}

using System.Text;
using System.Text.Json;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>Reads <c>.dockerconfigjson</c> and <c>.dockercfg</c>. Its failures carry positions, never content.</summary>
internal static class DockerConfigReader
{
    private static readonly JsonDocumentOptions Json = new() { MaxDepth = 32 };

    /// <param name="json">The file.</param>
    /// <param name="nested">Whether entries lie below <c>auths</c> (<c>.dockerconfigjson</c>).</param>
    /// <param name="secretName">Named in warnings and sources.</param>
    public static Result<DockerConfig> Read(ReadOnlyMemory<byte> json, bool nested, string secretName)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Json);
            return Read(document.RootElement, nested, secretName);
        }
        catch (JsonException exception)
        {
            // The exception's message can quote the input; its position cannot.
            return Unusable($"it is not JSON (line {exception.LineNumber + 1})");
        }
        catch (InvalidOperationException)
        {
            return Unusable("it is not JSON: a text in it holds half of a surrogate pair");
        }
    }

    private static Result<DockerConfig> Read(JsonElement root, bool nested, string secretName)
    {
        if (root.ValueKind != JsonValueKind.Object) return Unusable("it is not a JSON object");
        var warnings = new List<string>();
        var auths = root;
        var namesHelpers = nested && (root.TryGetProperty("credHelpers", out _) || root.TryGetProperty("credsStore", out _));
        if (nested)
        {
            if (namesHelpers)
                warnings.Add($"Secret '{secretName}' names credential helpers; they are never run, put the credentials under auths");
            if (!root.TryGetProperty("auths", out auths) || auths.ValueKind == JsonValueKind.Null) return new DockerConfig([], [], warnings)
            {
                NamesHelpers = namesHelpers,
            };
            if (auths.ValueKind != JsonValueKind.Object) return Unusable("'auths' is not an object");
        }

        var entries = new List<PullSecretEntry>();
        var empty = new List<CredentialKey>();
        var broken = new List<BrokenEntry>();
        foreach (var property in auths.EnumerateObject())
        {
            if (!CredentialKey.TryParse(property.Name, out var key)) continue;
            if (property.Value.ValueKind == JsonValueKind.Null)
            {
                empty.Add(key);
                continue;
            }

            var name = $"Secret {secretName}, entry {key}";
            if (property.Value.ValueKind != JsonValueKind.Object) broken.Add(new BrokenEntry(key, $"entry '{key}' is not an object"));
            else if (!ReadEntry(property.Value, key, name, warnings).TryGet(out var credential, out var failure))
                broken.Add(new BrokenEntry(key, failure.Message));
            else if (credential.IsAnonymous) empty.Add(key);
            else entries.Add(new PullSecretEntry(key, credential));
        }

        // Reverse ordinal order puts longer paths of a host first and literal hosts before globs; a stable sort keeps ties in file order.
        var ordered = entries.OrderByDescending(entry => entry.Key.Text, StringComparer.Ordinal).ToList();
        return new DockerConfig(ordered, empty, warnings) { Broken = broken, NamesHelpers = namesHelpers };
    }

    private static Result<RegistryCredential> ReadEntry(JsonElement entry, CredentialKey key, string source, List<string> warnings)
    {
        string? username = Text(entry, "username"), password = Text(entry, "password");
        if (Text(entry, "auth") is { Length: > 0 } auth)
        {
            if (Decode(auth) is not { } pair || pair.IndexOf(':') is var colon && colon < 0)
                return Unusable($"'auth' of entry '{key}' is not the base64 form of user:password");
            username = pair[..colon];
            password = pair[(colon + 1)..];
        }

        if (password is not null && WithoutLineEnd(password) is var bare && bare.Length < password.Length)
        {
            // echo, where printf was meant
            warnings.Add($"{source}: the password ends with a line break, which is left out; make it without one");
            password = bare;
        }

        string? identity = Text(entry, "identitytoken")?.Trim(), registry = Text(entry, "registrytoken")?.Trim();
        if (registry.AsSpan().ContainsAnyExceptInRange('!', '~'))
            return Unusable($"'registrytoken' of entry '{key}' cannot be sent in a header");
        if (username == RegistryCredential.TokenUser && string.IsNullOrEmpty(identity)) identity = password?.Trim();
        return new RegistryCredential
        {
            Username = username,
            Password = password,
            IdentityToken = identity is { Length: > 0 } ? identity : null,
            RegistryToken = registry is { Length: > 0 } ? registry : null,
            Source = source,
        };
    }

    private static string WithoutLineEnd(string text) => text.EndsWith("\r\n", StringComparison.Ordinal) ? text[..^2] : text.EndsWith('\n')
        ? text[..^1] : text;

    private static string? Text(JsonElement entry, string name) =>
        entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static string? Decode(string base64)
    {
        // base64 breaks long lines, and some tools keep the breaks.
        // The alphabet for URLs says - and _.
        var text = string.Concat(base64.Where(c => !char.IsWhiteSpace(c))).TrimEnd('=').Replace('-', '+').Replace('_', '/');
        var padded = text.PadRight((text.Length + 3) / 4 * 4, '=');
        var bytes = new byte[padded.Length];
        // Some tools pad the decoded text with NULs.
        return Convert.TryFromBase64String(padded, bytes, out var written) ? Encoding.UTF8.GetString(bytes, 0, written).TrimEnd('\0')
            : null;
    }

    private static Failure Unusable(string why) => Failure.Transient(RegistryReasons.SecretInvalid, why);
}

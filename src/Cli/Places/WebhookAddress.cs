using System.Net;

namespace ImageAutomation.Cli.Places;

/// <summary>Where <c>imgauto run</c> listens for webhooks, noted in the state folder for other commands.</summary>
internal static class WebhookAddress
{
    private const string File = "webhooks.url";
    private const int MaxLength = 200;

    /// <summary>Notes it.</summary>
    /// <param name="state">State folder.</param>
    /// <param name="address">Where it listens; every address of the machine counts as its name.</param>
    /// <param name="isSecure">Whether HTTPS is spoken.</param>
    public static void Write(string state, IPEndPoint address, bool isSecure)
    {
        var isAny = address.Address.Equals(IPAddress.Any) || address.Address.Equals(IPAddress.IPv6Any);
        var host = isAny ? $"{Environment.MachineName.ToLowerInvariant()}:{address.Port}" : address.ToString();
        System.IO.File.WriteAllText(Path.Combine(state, File), $"{(isSecure ? "https" : "http")}://{host}");
    }

    /// <summary>Reads it; null when nobody listens, as far as is known.</summary>
    public static string? Read(string state)
    {
        try
        {
            var text = System.IO.File.ReadAllText(Path.Combine(state, File)).Trim();
            return text.Length <= MaxLength && Uri.TryCreate(text, UriKind.Absolute, out _) ? text : null;
        }
        catch (IOException)
        {
            return null; // never written
        }
    }

    /// <summary>Forgets it.</summary>
    public static void Forget(string state) => System.IO.File.Delete(Path.Combine(state, File));
}

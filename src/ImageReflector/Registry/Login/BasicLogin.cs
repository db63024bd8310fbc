using System.Net.Http.Headers;
using System.Text;

namespace ImageAutomation.ImageReflector.Registry.Login;

/// <summary>Makes the header of RFC 7617.</summary>
internal static class BasicLogin
{
    public static AuthenticationHeaderValue Header(RegistryCredential credential) =>
        new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.Username}:{credential.Password}")));
}

using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.Common.Kubernetes.Login;

/// <summary>Certificates and keys of a kubeconfig: PEM in a file, or base64 of PEM inline.</summary>
internal static class Pem
{
    /// <summary>The text, inline before file; null when neither is given.</summary>
    public static Result<string?> Text(string? data, string? file, string folder, string what)
    {
        try
        {
            if (!string.IsNullOrEmpty(data)) return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            if (string.IsNullOrEmpty(file)) return (string?)null;
            return File.ReadAllText(Path.Combine(folder, file));
        }
        catch (FormatException)
        {
            return Failure.Terminal(KubeReasons.InvalidConfig, $"{what}-data is not base64");
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return Failure.Terminal(KubeReasons.InvalidConfig, $"{what} cannot be read: {e.Message}");
        }
    }

    public static Result<X509Certificate2Collection> Authorities(string pem, string what)
    {
        try
        {
            var roots = new X509Certificate2Collection();
            roots.ImportFromPem(pem);
            return roots.Count > 0 ? roots : Failure.Terminal(KubeReasons.InvalidConfig, $"{what} holds no PEM certificate");
        }
        catch (CryptographicException e)
        {
            return Failure.Terminal(KubeReasons.InvalidConfig, $"{what} is not a PEM certificate: {e.Message}");
        }
    }

    public static Result<X509Certificate2> Pair(string certificate, string key, string what)
    {
        try
        {
            var pair = X509Certificate2.CreateFromPem(certificate, key);
            if (!OperatingSystem.IsWindows()) return pair;
            // Windows does not use keys that were never stored
            using (pair) return X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null);
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            // the exception could quote the key
            return Failure.Terminal(KubeReasons.InvalidConfig, $"{what}: certificate and key are no PEM pair");
        }
    }
}

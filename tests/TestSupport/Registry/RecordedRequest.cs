using Microsoft.AspNetCore.Http;

namespace ImageAutomation.TestSupport.Registry;

/// <summary>What a <see cref="StandInServer"/> was asked.</summary>
public sealed record RecordedRequest(
    string Method, string Path, string Query, string? Authorization, string Body, IReadOnlyDictionary<string, string> Headers)
{
    public static async Task<RecordedRequest> OfAsync(HttpRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        request.EnableBuffering();
        using var reader = new StreamReader(request.Body, leaveOpen: true);
        var body = await reader.ReadToEndAsync();
        request.Body.Position = 0;
        return new RecordedRequest(
            request.Method,
            request.Path.Value ?? "",
            request.QueryString.Value ?? "",
            request.Headers.Authorization.FirstOrDefault(),
            body,
            request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase));
    }

    public override string ToString() => $"{Method} {Path}{Query}{(Authorization is null ? "" : " [" + Authorization.Split(' ')[0] + "]")}";
}

using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImageAutomation.TestSupport.Git;

/// <summary>Runs <c>git http-backend</c> for one request, as a web server's CGI module would.</summary>
internal static class GitHttpBackend
{
    public static async Task RunAsync(HttpContext context, string root)
    {
        var request = context.Request;
        // CGI wants the length before the body, and git sends larger bodies in chunks.
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, context.RequestAborted);
        var start = new ProcessStartInfo("git")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add("http-backend");
        start.Environment["GIT_PROJECT_ROOT"] = root;
        start.Environment["GIT_HTTP_EXPORT_ALL"] = "1";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        start.Environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
        start.Environment["REQUEST_METHOD"] = request.Method;
        start.Environment["PATH_INFO"] = request.Path.Value;
        start.Environment["QUERY_STRING"] = request.QueryString.Value?.TrimStart('?');
        start.Environment["CONTENT_TYPE"] = request.ContentType;
        start.Environment["CONTENT_LENGTH"] = body.Length.ToString(CultureInfo.InvariantCulture);
        start.Environment["REMOTE_ADDR"] = "127.0.0.1";
        if (request.Headers["Git-Protocol"].ToString() is { Length: > 0 } protocol) start.Environment["GIT_PROTOCOL"] = protocol;
        if (request.Headers.ContentEncoding.ToString() is { Length: > 0 } encoding) start.Environment["HTTP_CONTENT_ENCODING"] = encoding;

        using var process = Process.Start(start)!; // not null without shell execution
        var errors = process.StandardError.ReadToEndAsync();
        var feeding = FeedAsync(process, body.GetBuffer().AsMemory(0, (int)body.Length));
        var output = process.StandardOutput.BaseStream;
        while (await ReadLineAsync(output) is { Length: > 0 } line)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var (name, value) = (line[..colon], line[(colon + 1)..].Trim());
            if (name.Equals("Status", StringComparison.OrdinalIgnoreCase))
                context.Response.StatusCode = int.Parse(value[..3], CultureInfo.InvariantCulture);
            else context.Response.Headers[name] = value;
        }

        await output.CopyToAsync(context.Response.Body);
        await feeding;
        await errors;
        await process.WaitForExitAsync();
    }

    private static async Task FeedAsync(Process process, ReadOnlyMemory<byte> body)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(body);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // The backend answered without reading everything.
        }
    }

    private static async Task<string?> ReadLineAsync(Stream stream)
    {
        var line = new List<byte>();
        var one = new byte[1];
        while (await stream.ReadAsync(one) > 0)
        {
            if (one[0] == '\n') return Encoding.Latin1.GetString([.. line]).TrimEnd('\r');
            line.Add(one[0]);
        }

        return null;
    }
}

using System.Text;
using Microsoft.AspNetCore.Http;

namespace ImageAutomation.Common.Web;

/// <summary>Answers that are a short text.</summary>
public static class TextAnswer
{
    /// <summary>Sends a text with its length.</summary>
    /// <param name="response">Response that nothing was sent of.</param>
    /// <param name="status">HTTP status code.</param>
    /// <param name="text">Body, in UTF-8.</param>
    /// <param name="contentType">Type of the text.</param>
    public static Task SendTextAsync(this HttpResponse response, int status, string text, string contentType = "text/plain; charset=utf-8")
    {
        ArgumentNullException.ThrowIfNull(response);
        var body = Encoding.UTF8.GetBytes(text);
        response.StatusCode = status;
        response.ContentType = contentType;
        response.ContentLength = body.Length;
        return response.Body.WriteAsync(body, response.HttpContext.RequestAborted).AsTask();
    }
}

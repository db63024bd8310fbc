using System.Buffers;
using System.Text.Json;
using ImageAutomation.Common.Web;
using ImageAutomation.ImageReflector.Hooks.Authentication;
using ImageAutomation.ImageReflector.Hooks.Hints;
using Microsoft.AspNetCore.Http;

namespace ImageAutomation.ImageReflector.Hooks.Serving;

/// <summary>
/// Answers webhooks over HTTP. Whoever is not authentic gets the same empty answer for every cause; whoever is gets 200 also when nothing
/// could be done, because repeating would not help, and some senders give a receiver up that answers otherwise.
/// </summary>
/// <param name="served">Receivers by path.</param>
/// <param name="gate">Judges requests.</param>
/// <param name="dispatcher">Passes them on.</param>
/// <param name="leader">Who acts on hints now; null: another replica.</param>
/// <param name="lookAgain">Looks whether a path is known after all: a token may have been changed just now.</param>
/// <param name="metrics">Metrics.</param>
/// <param name="time">Time.</param>
internal sealed class HookEndpoint(
    ServedReceivers served, HookGate gate, HookDispatcher dispatcher, Func<IHintTaker?> leader,
    Func<CancellationToken, Task> lookAgain, WebhookMetrics metrics, TimeProvider time)
{
    /// <summary>Largest body, in bytes.</summary>
    public const int MaxBodyBytes = 3 * 1024 * 1024;

    /// <summary>All bodies together that are being read or passed on, in bytes. More have to wait.</summary>
    private const long MaxHeldBytes = 64 * 1024 * 1024;

    // Headers have a limit of their own.
    private static readonly TimeSpan BodyTime = TimeSpan.FromSeconds(30);

    private long held;

    /// <summary>The route.</summary>
    public WebRoute Route => new(HookPath.Prefix, HandleAsync)
    {
        IsPrefix = true,
        Methods = [HttpMethods.Post, HttpMethods.Put, HttpMethods.Get, HttpMethods.Head, HttpMethods.Options],
        MaxBodyBytes = MaxBodyBytes,
    };

    private async Task HandleAsync(HttpContext context)
    {
        using var limit = new CancellationTokenSource(BodyTime, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, context.RequestAborted);
        var taken = 0L;
        try
        {
            await HandleAsync(context, Take, linked.Token);
        }
        catch (OperationCanceledException) when (limit.IsCancellationRequested && !context.RequestAborted.IsCancellationRequested)
        {
            if (context.Response.HasStarted) context.Abort();
            else Answer(context, StatusCodes.Status408RequestTimeout);
        }
        finally
        {
            Interlocked.Add(ref held, -taken);
        }

        bool Take(int count)
        {
            taken += count;
            return Interlocked.Add(ref held, count) <= MaxHeldBytes;
        }
    }

    private async Task HandleAsync(HttpContext context, Func<int, bool> take, CancellationToken cancellationToken)
    {
        var request = context.Request;
        if (request.Headers.ContentEncoding.Count > 0)
        {
            Answer(context, StatusCodes.Status400BadRequest); // nothing is unpacked for a stranger
            return;
        }

        // Read before the path is looked up, so that known and unknown paths take the same time.
        if (await ReadAsync(request.Body, take, cancellationToken) is not { } body)
        {
            Unavailable(context);
            return;
        }

        var path = request.Path.Value ?? "";
        var found = served.Find(path);
        if (found.Count == 0)
        {
            await lookAgain(cancellationToken); // some senders never send again
            found = served.Find(path);
        }

        if (found.Count == 0)
        {
            metrics.Count(null, HookResult.Unknown);
            Answer(context, StatusCodes.Status404NotFound);
            return;
        }

        if (HttpMethods.IsOptions(request.Method))
        {
            Shake(context);
            return;
        }

        var isGet = HttpMethods.IsGet(request.Method) || HttpMethods.IsHead(request.Method);
        if (isGet) found = [.. found.Where(receiver => receiver.Type == Common.Resources.Hooks.ReceiverType.Generic)];
        if (found.Count == 0)
        {
            context.Response.Headers.Allow = "POST, PUT";
            Answer(context, StatusCodes.Status405MethodNotAllowed);
            return;
        }

        if (HttpMethods.IsHead(request.Method))
        {
            Answer(context, StatusCodes.Status200OK);
            return;
        }

        await JudgeAsync(context, found, path, new HookRequest
        {
            Method = request.Method,
            Headers = request.Headers.ToDictionary(
                header => header.Key, header => (IReadOnlyList<string>)[.. header.Value.Select(value => value ?? "")],
                StringComparer.OrdinalIgnoreCase),
            Body = body,
        }, cancellationToken);
    }

    private async Task JudgeAsync(
        HttpContext context, IReadOnlyList<ServedReceiver> found, string path, HookRequest request, CancellationToken cancellationToken)
    {
        var best = HookResult.Unknown;
        string? code = null;
        foreach (var receiver in found)
        {
            var (result, heard) = await gate.LetInAsync(receiver, path, request, cancellationToken);
            if (heard is not null)
            {
                code ??= heard.News.ValidationCode;
                result = await dispatcher.PassOnAsync(receiver, heard, leader(), cancellationToken) is null ? HookResult.Done
                    : HookResult.Failed;
            }

            var became = result ?? HookResult.Done;
            metrics.Count(receiver.Type, became);
            best = Better(best, became);
        }

        switch (best)
        {
            case HookResult.Done when code is not null:
                context.Response.ContentType = "application/json";
                await context.Response.WriteAsync($"{{\"validationResponse\":{Quoted(code)}}}", cancellationToken);
                break;
            case HookResult.Done or HookResult.Ignored:
                Answer(context, StatusCodes.Status200OK);
                break;
            case HookResult.Failed:
                Answer(context, StatusCodes.Status500InternalServerError);
                break;
            case HookResult.Unavailable:
                Unavailable(context);
                break;
            case HookResult.Refused:
                Answer(context, StatusCodes.Status400BadRequest);
                break;
            default:
                Answer(context, StatusCodes.Status404NotFound);
                break;
        }
    }

    // Of several at one path: a failure of one must be tried again, whatever the others did.
    private static HookResult Better(HookResult one, HookResult other) => Rank(one) >= Rank(other) ? one : other;

    private static int Rank(HookResult result) => result switch
    {
        HookResult.Failed => 5,
        HookResult.Done => 4,
        HookResult.Ignored => 3,
        HookResult.Unavailable => 2,
        HookResult.Refused => 1,
        _ => 0,
    };

    private static async Task<ReadOnlyMemory<byte>?> ReadAsync(Stream stream, Func<int, bool> take, CancellationToken cancellationToken)
    {
        var body = new ArrayBufferWriter<byte>();
        while (true)
        {
            var read = await stream.ReadAsync(body.GetMemory(4096), cancellationToken);
            if (read == 0) return body.WrittenMemory;
            if (!take(read)) return null;
            body.Advance(read);
        }
    }

    // CloudEvents, HTTP 1.1 web hooks, section 4: a sender asks whether it may send.
    private static void Shake(HttpContext context)
    {
        var origin = context.Request.Headers["WebHook-Request-Origin"];
        if (origin is [{ Length: > 0 and <= 256 } asked] && asked.All(c => c is > ' ' and < '\u007F'))
        {
            context.Response.Headers["WebHook-Allowed-Origin"] = asked;
            context.Response.Headers["WebHook-Allowed-Rate"] = "120";
        }

        Answer(context, StatusCodes.Status200OK);
    }

    private static string Quoted(string text) => $"\"{JsonEncodedText.Encode(text)}\"";

    private static void Unavailable(HttpContext context)
    {
        context.Response.Headers.RetryAfter = "60";
        Answer(context, StatusCodes.Status503ServiceUnavailable);
    }

    private static void Answer(HttpContext context, int status)
    {
        context.Response.StatusCode = status;
        context.Response.ContentLength = 0;
    }
}

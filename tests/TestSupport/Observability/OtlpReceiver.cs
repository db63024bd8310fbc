using System.Collections.Concurrent;
using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace ImageAutomation.TestSupport.Observability;

/// <summary>Takes traces as a collector does: OTLP over HTTP, protobuf.</summary>
public sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<ReceivedSpan> spans = new();
    private readonly ConcurrentQueue<byte[]> bodies = new();

    private OtlpReceiver(WebApplication app) => this.app = app;

    public string Endpoint => app.Urls.First();

    public IReadOnlyList<ReceivedSpan> Spans => [.. spans];

    /// <summary>Everything that came, as it came.</summary>
    public IReadOnlyList<byte[]> Bodies => [.. bodies];

    /// <summary>Values of a request header so far.</summary>
    public ConcurrentQueue<string> Authorizations { get; } = new();

    public static async Task<OtlpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var receiver = new OtlpReceiver(app);
        app.MapPost("/v1/traces", receiver.TakeAsync);
        await app.StartAsync();
        return receiver;
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        if (context.Request.ContentType != "application/x-protobuf")
        {
            context.Response.StatusCode = 415;
            return;
        }

        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body);
        Authorizations.Enqueue(context.Request.Headers["x-collector-key"].ToString());
        bodies.Enqueue(body.ToArray());
        foreach (var span in Decode(body.ToArray())) spans.Enqueue(span);
        context.Response.ContentType = "application/x-protobuf"; // an empty answer is the whole of success
    }

    // Numbers of fields: opentelemetry/proto/collector/trace/v1 and trace/v1.
    private static IEnumerable<ReceivedSpan> Decode(byte[] request)
    {
        foreach (var ofResource in WireReader.Read(request).Messages(1).Select(WireReader.Read))
        {
            var service = ofResource.Messages(1).SelectMany(r => Attributes(WireReader.Read(r), 1))
                .Single(a => a.Key == "service.name").Value;
            foreach (var span in ofResource.Messages(2).Select(WireReader.Read).SelectMany(scope => scope.Messages(2))
                .Select(WireReader.Read))
            {
                var status = span.Messages(15).Select(WireReader.Read).LastOrDefault() ?? [];
                var failed = status.Any(f => f is { Field: 3, Number: 2 }) ? status.Text(2) : null;
                yield return new ReceivedSpan(
                    service, span.Text(5), Hex(span, 1), Hex(span, 2), Hex(span, 4), Attributes(span, 9).ToDictionary(), failed,
                    (long)(span.Single(f => f.Field == 8).Number - span.Single(f => f.Field == 7).Number));
            }
        }
    }

    private static string Hex(IReadOnlyList<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> fields, int number) =>
        Convert.ToHexStringLower(fields.Messages(number).LastOrDefault().Span);

    private static IEnumerable<KeyValuePair<string, string>> Attributes(
        IReadOnlyList<(int Field, ulong Number, ReadOnlyMemory<byte> Bytes)> fields, int number)
    {
        foreach (var attribute in fields.Messages(number).Select(WireReader.Read))
        {
            var value = attribute.Messages(2).SelectMany(WireReader.Read).Single();
            yield return new(attribute.Text(1), value.Field == 1 ? System.Text.Encoding.UTF8.GetString(value.Bytes.Span)
                : value.Number.ToString(CultureInfo.InvariantCulture));
        }
    }
}

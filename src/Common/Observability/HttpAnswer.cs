namespace ImageAutomation.Common.Observability;

/// <summary>Answer of an endpoint.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Body">Text.</param>
/// <param name="ContentType">Type of the text.</param>
public sealed record HttpAnswer(int Status, string Body, string ContentType = "text/plain; charset=utf-8");

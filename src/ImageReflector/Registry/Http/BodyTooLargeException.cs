namespace ImageAutomation.ImageReflector.Registry.Http;

/// <summary>Leaves a <see cref="BoundedStream"/> at its limit; the client turns it into a failure.</summary>
internal sealed class BodyTooLargeException() : IOException("the body is larger than allowed");

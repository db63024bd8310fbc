using System.Diagnostics.CodeAnalysis;

namespace ImageAutomation.Languages.Results;

/// <summary>A value, or the expected failure that stands in its place.</summary>
/// <typeparam name="T">The type of the value.</typeparam>
public readonly record struct Result<T>
{
    private readonly T? value;

    private Result(T? value, Failure? failure)
    {
        this.value = value;
        Failure = failure;
    }

    /// <summary>The failure; null on success.</summary>
    public Failure? Failure { get; }

    /// <summary>Whether there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Failure))]
    public bool IsSuccess => Failure is null;

    /// <summary>The value.</summary>
    /// <exception cref="InvalidOperationException">There is none; the message carries the failure.</exception>
    public T Value => Failure is null ? value! : throw new InvalidOperationException(Failure.ToString()); // set by the success conversion

    /// <summary>Wraps a value.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>Wraps a failure.</summary>
    public static implicit operator Result<T>(Failure failure) => new(default, failure);

    /// <summary>Tells value and failure apart in one step.</summary>
    public bool TryGet([MaybeNullWhen(false)] out T result, [NotNullWhen(false)] out Failure? failure)
    {
        result = value;
        failure = Failure;
        return failure is null;
    }

    /// <summary>Applies a function to the value, keeping a failure as it is.</summary>
    public Result<TOut> Then<TOut>(Func<T, Result<TOut>> next)
    {
        ArgumentNullException.ThrowIfNull(next);
        return Failure is { } failure ? failure : next(value!); // not a failure, so the value was set
    }

    /// <summary>The value's or the failure's text; never throws.</summary>
    public override string ToString() => Failure is { } failure ? failure.ToString() : $"{value}";
}

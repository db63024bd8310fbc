using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using ImageAutomation.ImageUpdater.Git.Failures;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Git.Program;

/// <summary>Starts git, isolated from user and system configuration, with no prompt, bounded in time and output.</summary>
public sealed class GitRunner(GitRunnerOptions options, TimeProvider time)
{
    private const int MaxErrorBytes = 16 << 10;
    private static readonly TimeSpan AfterKill = TimeSpan.FromSeconds(1);

    private int starts;

    /// <summary>How git is run.</summary>
    public GitRunnerOptions Options => options;

    /// <summary>Processes started so far; for metrics.</summary>
    public int Starts => Volatile.Read(ref starts);

    /// <summary>Runs git to its end.</summary>
    /// <returns>
    /// Exit code and output, whatever the code is; a failure when git could not be run, took too long or printed too much.
    /// </returns>
    internal async Task<Result<GitOutput>> RunAsync(GitCall call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var bound = call.Timeout ?? options.LocalTimeout;
        using var deadline = new CancellationTokenSource(bound, time);
        using var linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, deadline.Token);
        if (!Start(call).TryGet(out var process, out var failure)) return failure;
        using (process)
        {
            try
            {
                return await FollowAsync(process, call, bound, linked.Token, cancellationToken);
            }
            finally
            {
                // Whatever comes up: no process is left behind, with a login in its environment.
                Kill(process);
            }
        }
    }

    /// <summary>Starts git and hands out the process; the caller ends it with <see cref="Kill"/>.</summary>
    internal Result<Process> Start(GitCall call)
    {
        var start = new ProcessStartInfo(call.Program ?? options.Program)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = call.GitDirectory ?? Path.GetTempPath(),
        };
        foreach (var argument in call.Arguments) start.ArgumentList.Add(argument);
        start.Environment.Clear();
        foreach (var (name, value) in GitEnvironment.Build(call, options)) start.Environment[name] = value;
        try
        {
            Interlocked.Increment(ref starts);
            if (Process.Start(start) is not { } process) return GitFailures.Transient(GitFailureKind.Other, "git could not be started");
            ProcessLimits.Set(process, options.MaxProcessBytes, options.MaxFileBytes);
            return process;
        }
        catch (Win32Exception exception)
        {
            return GitFailures.Transient(GitFailureKind.Other, $"git could not be started: {exception.Message}", inner: exception);
        }
    }

    /// <summary>Ends a process and everything it started; one that has ended already is fine.</summary>
    internal static void Kill(Process process)
    {
        try
        {
            if (process.HasExited) return;
            process.Kill(entireProcessTree: true);
        }
        catch (Exception exception)
        when (exception is InvalidOperationException or Win32Exception or AggregateException && HasEnded(process))
        {
            // It ended by itself between the decision and the signal.
        }

        process.WaitForExit();
    }

    private async Task<Result<GitOutput>> FollowAsync(
        Process process, GitCall call, TimeSpan bound, CancellationToken token, CancellationToken caller)
    {
        var errors = ReadTailAsync(process.StandardError.BaseStream);
        var input = WriteInputAsync(process, call.Input);
        try
        {
            var output = await ReadBoundedAsync(process.StandardOutput.BaseStream, options.MaxOutputBytes, token);
            if (output is null)
                return GitFailures.Transient(GitFailureKind.TooLarge, $"git {Verb(call)} printed more than {options.MaxOutputBytes} bytes");
            await process.WaitForExitAsync(token);
            await input.WaitAsync(token);
            return new GitOutput(process.ExitCode, output.Value, Sanitizer.Lines(await errors.WaitAsync(token), call.Secrets));
        }
        catch (OperationCanceledException)
        {
            Kill(process);
            caller.ThrowIfCancellationRequested();
            // Something that git started may have got away and keep the pipe open; its words are not worth a wait.
            var said = await Task.WhenAny(errors, Task.Delay(AfterKill, time, CancellationToken.None)) == errors ? await errors : "";
            var detail = Sanitizer.Clean(said, call.Secrets);
            return GitFailures.Transient(GitFailureKind.Timeout, $"git {Verb(call)} took longer than {GoDuration.Format(bound)}", detail);
        }
    }

    /// <summary>Keeps the last bytes of a stream and reads it to its end.</summary>
    internal static async Task<string> ReadTailAsync(Stream stream)
    {
        var tail = new byte[MaxErrorBytes];
        var length = 0;
        var buffer = new byte[4096];
        int read;
        // Not cancelled: the stream ends with the process, and the text says why it ended.
        while ((read = await stream.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            var keep = Math.Min(length, tail.Length - read);
            if (keep < length) Buffer.BlockCopy(tail, length - keep, tail, 0, keep);
            Buffer.BlockCopy(buffer, 0, tail, keep, read);
            length = keep + read;
        }

        return Encoding.UTF8.GetString(tail, 0, length);
    }

    private static bool HasEnded(Process process) => process.WaitForExit(TimeSpan.FromSeconds(5));

    private static string Verb(GitCall call) => call.Arguments[0];

    private static async Task WriteInputAsync(Process process, ReadOnlyMemory<byte> input)
    {
        try
        {
            // Not cancelled: ending the process breaks the pipe, which ends the write.
            if (!input.IsEmpty) await process.StandardInput.BaseStream.WriteAsync(input, CancellationToken.None);
            process.StandardInput.Close();
        }
        catch (IOException exception) when (exception is not FileNotFoundException)
        {
            // git did not want the rest of its input; its exit code says the reason.
        }
    }

    private static async Task<ReadOnlyMemory<byte>?> ReadBoundedAsync(Stream stream, long limit, CancellationToken cancellationToken)
    {
        using var output = new MemoryStream();
        var buffer = new byte[32 << 10];
        int read;
        while ((read = await stream.ReadAsync(buffer, cancellationToken)) > 0)
        {
            if (output.Length + read > limit) return null;
            output.Write(buffer, 0, read);
        }

        return output.GetBuffer().AsMemory(0, (int)output.Length);
    }
}

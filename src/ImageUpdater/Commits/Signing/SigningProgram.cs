using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using ImageAutomation.Languages.GoText;
using ImageAutomation.Languages.Results;

namespace ImageAutomation.ImageUpdater.Commits.Signing;

/// <summary>Runs a signing program: bare environment, input on stdin, bounded in time and output.</summary>
internal sealed class SigningProgram(TimeSpan timeout, TimeProvider time)
{
    private const int MaxOutputChars = 1 << 20;

    /// <summary>Runs a program to its end.</summary>
    /// <returns>What it said, whatever its exit code; or a failure when it cannot be started, takes too long or says too much.</returns>
    public async Task<Result<ProgramOutcome>> RunAsync(
        string program,
        IEnumerable<string> arguments,
        IReadOnlyDictionary<string, string> environment,
        ReadOnlyMemory<byte> input,
        CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        using var process = new Process { StartInfo = StartInfo(program, arguments, environment) };
        try
        {
            process.Start();
        }
        catch (Win32Exception e)
        {
            return SigningFailures.Key($"cannot run {program}: {e.Message}") with { Cause = e };
        }

        try
        {
            var output = ReadAsync(process.StandardOutput, both.Token);
            var errors = ReadAsync(process.StandardError, both.Token);
            await WriteAsync(process, input, both.Token);
            var texts = await Task.WhenAll(output, errors);
            await process.WaitForExitAsync(both.Token);
            return new ProgramOutcome(process.ExitCode, texts[0], texts[1]);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return SigningFailures.Key($"{program} took longer than {GoDuration.Format(timeout)}");
        }
        catch (InvalidDataException e)
        {
            return SigningFailures.Key($"{program}: {e.Message}") with { Cause = e };
        }
        finally
        {
            Stop(process);
        }
    }

    private static ProcessStartInfo StartInfo(
        string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        var path = start.Environment.TryGetValue("PATH", out var value) ? value : null;
        start.Environment.Clear();
        start.Environment["PATH"] = path ?? "/usr/local/bin:/usr/bin:/bin";
        start.Environment["LC_ALL"] = "C.UTF-8";
        foreach (var (name, text) in environment) start.Environment[name] = text;
        return start;
    }

    private static async Task WriteAsync(Process process, ReadOnlyMemory<byte> input, CancellationToken cancellationToken)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException e) when (e is not FileNotFoundException)
        {
            // The program ended without reading all; its exit code and its errors say why.
            Debug.WriteLine(e.Message);
        }
    }

    private static async Task<string> ReadAsync(StreamReader reader, CancellationToken cancellationToken)
    {
        var text = new StringBuilder();
        var buffer = new char[4096];
        while (await reader.ReadAsync(buffer, cancellationToken) is > 0 and var count)
        {
            text.Append(buffer, 0, count);
            if (text.Length > MaxOutputChars) throw new InvalidDataException($"more than {MaxOutputChars} characters of output");
        }

        return text.ToString();
    }

    private static void Stop(Process process)
    {
        if (!process.HasExited) process.Kill(entireProcessTree: true);
    }
}

using System.Globalization;

namespace ImageAutomation.ImageUpdater.Git.Program;

/// <summary>The whole environment of a git process. Nothing of ours but <c>PATH</c> gets through.</summary>
internal static class GitEnvironment
{
    /// <summary>Names the mirror that a changing call works on, so that one left over from a crash can be told.</summary>
    public const string MirrorVariable = "IMAGEAUTOMATION_MIRROR";

    private static readonly KeyValuePair<string, string>[] Common =
    [
        new("GIT_CONFIG_NOSYSTEM", "1"),
        new("GIT_CONFIG_GLOBAL", "/dev/null"),
        new("GIT_ATTR_NOSYSTEM", "1"),
        new("GIT_TERMINAL_PROMPT", "0"),
        new("GIT_OPTIONAL_LOCKS", "0"),
        new("GIT_NO_REPLACE_OBJECTS", "1"),
        new("GIT_LITERAL_PATHSPECS", "1"),
        new("HOME", "/nonexistent"),
        new("XDG_CONFIG_HOME", "/nonexistent"),
        new("LC_ALL", "C.UTF-8"),
    ];

    private static readonly KeyValuePair<string, string>[] Settings =
    [
        new("credential.helper", ""),
        new("core.hooksPath", "/dev/null"),
        new("core.fsmonitor", "false"),
        new("core.askPass", ""),
        new("gc.auto", "0"),
        new("maintenance.auto", "false"),
        new("protocol.version", "2"),
        new("http.followRedirects", "false"),
        new("http.sslVerify", "true"),
        new("push.followTags", "false"),
        new("push.gpgSign", "false"),
        new("push.recurseSubmodules", "no"),
        new("fetch.recurseSubmodules", "false"),
        new("fetch.writeCommitGraph", "false"),
        new("core.logAllRefUpdates", "false"),
        // A large blob is streamed, not held; packs are mapped piece by piece.
        new("core.bigFileThreshold", "16m"),
        new("core.packedGitWindowSize", "32m"),
        new("core.packedGitLimit", "256m"),
        new("core.deltaBaseCacheLimit", "32m"),
    ];

    /// <summary>Variables of one call.</summary>
    public static Dictionary<string, string> Build(GitCall call, GitRunnerOptions options)
    {
        var result = new Dictionary<string, string>(options.ExtraEnvironment, StringComparer.Ordinal);
        if (Environment.GetEnvironmentVariable("PATH") is { } path) result["PATH"] = path;
        foreach (var (name, value) in Common) result[name] = value;
        // An empty value would mean "not set, use the defaults"; a name that no protocol has allows none.
        result["GIT_ALLOW_PROTOCOL"] = call.AllowedProtocols.Length == 0 ? "none" : call.AllowedProtocols;
        // Always set: git would look for a repository in the working directory and obey its configuration.
        result["GIT_DIR"] = call.GitDirectory ?? "/nonexistent";
        if (call.ChangesMirror && call.GitDirectory is { } changed) result[MirrorVariable] = changed;
        foreach (var (name, value) in call.Environment) result[name] = value;

        var index = 0;
        foreach (var (name, value) in Settings.Concat(call.Settings))
        {
            var number = index.ToString(CultureInfo.InvariantCulture);
            result["GIT_CONFIG_KEY_" + number] = name;
            result["GIT_CONFIG_VALUE_" + number] = value;
            index++;
        }

        result["GIT_CONFIG_COUNT"] = index.ToString(CultureInfo.InvariantCulture);
        return result;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace ImageAutomation.TestSupport.Git;

/// <summary>An sshd of our own on a free port, for the user that runs the tests. Host and user keys are made for it.</summary>
public sealed class SshServer : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();
    private readonly Process process;
    private readonly Task<string> output;

    private SshServer(string hostKeyType)
    {
        Port = FreePort();
        MakeKey("host", "", hostKeyType);
        PrivateKey = MakeKey("user", "", "ed25519");
        LockedKey = MakeKey("locked", Passphrase, "ed25519");
        StrangerKey = MakeKey("stranger", "", "ed25519");
        File.WriteAllText(folder.Combine("authorized_keys"), File.ReadAllText(folder.Combine("user.pub"))
            + File.ReadAllText(folder.Combine("locked.pub")));
        File.WriteAllText(folder.Combine("sshd_config"), string.Create(CultureInfo.InvariantCulture,
            $"""
            ListenAddress 127.0.0.1
            Port {Port}
            HostKey {folder.Combine("host")}
            AuthorizedKeysFile {folder.Combine("authorized_keys")}
            PidFile none
            StrictModes no
            UsePAM no
            PasswordAuthentication no
            KbdInteractiveAuthentication no
            PermitRootLogin yes
            AcceptEnv GIT_PROTOCOL

            """));
        var start = new ProcessStartInfo(TestTool.Find("sshd") ?? "sshd") { RedirectStandardError = true };
        foreach (var argument in new[] { "-D", "-e", "-f", folder.Combine("sshd_config") }) start.ArgumentList.Add(argument);
        process = Process.Start(start)!; // not null without shell execution
        output = process.StandardError.ReadToEndAsync();
    }

    /// <summary>Passphrase of <see cref="LockedKey"/>.</summary>
    public const string Passphrase = "open 'sesame' \"$HOME\"";

    public int Port { get; }

    /// <summary>A key that is let in.</summary>
    public string PrivateKey { get; }

    /// <summary>A key that is let in, under a passphrase.</summary>
    public string LockedKey { get; }

    /// <summary>A key that is not let in.</summary>
    public string StrangerKey { get; }

    /// <summary>The right known_hosts.</summary>
    public string KnownHosts => Line(File.ReadAllText(folder.Combine("host.pub")));

    /// <summary>A known_hosts with another key for this host.</summary>
    public string WrongKnownHosts => Line(File.ReadAllText(folder.Combine("stranger.pub")));

    /// <summary>Address of a repository on this machine.</summary>
    public string Url(string path) => string.Create(CultureInfo.InvariantCulture, $"ssh://{Environment.UserName}@127.0.0.1:{Port}{path}");

    /// <summary>Starts a server and waits until it greets.</summary>
    public static async Task<SshServer> StartAsync(string hostKeyType = "ed25519")
    {
        if (Environment.UserName == "root") Directory.CreateDirectory("/run/sshd"); // privilege separation wants it
        var server = new SshServer(hostKeyType);
        for (var attempt = 0; attempt < 200; attempt++)
        {
            if (server.process.HasExited) throw new InvalidOperationException("sshd ended: " + await server.output);
            try
            {
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, server.Port);
                var greeting = new byte[4];
                await client.GetStream().ReadExactlyAsync(greeting);
                return server;
            }
            catch (SocketException) when (attempt < 199)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(25), TimeProvider.System);
            }
        }

        throw new InvalidOperationException("sshd did not answer");
    }

    public async ValueTask DisposeAsync()
    {
        process.Kill(entireProcessTree: true);
        await process.WaitForExitAsync();
        process.Dispose();
        folder.Dispose();
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string MakeKey(string name, string passphrase, string type)
    {
        TestProcess.Run("ssh-keygen", folder.Path, null, ["-q", "-t", type, "-N", passphrase, "-C", "test", "-f", folder.Combine(name)]);
        return File.ReadAllText(folder.Combine(name));
    }

    private string Line(string publicKey) => string.Create(CultureInfo.InvariantCulture, $"[127.0.0.1]:{Port} {publicKey}");
}

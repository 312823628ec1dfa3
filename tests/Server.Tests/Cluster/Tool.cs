using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace CharRnn.Server.Tests;

/// <summary>A program of the system that runs beside a test, in a folder of its own.</summary>
internal class Tool : IDisposable
{
    private readonly TemporaryFolder folder = new();
    private Process? process;

    /// <summary>Gets the port that it listens on.</summary>
    public int Port { get; } = FreePort();

    protected string Folder => folder.Path;

    /// <summary>Finds a port that nobody has.</summary>
    public static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Sends the program a signal.</summary>
    public void Signal(string name) => Assert.AreEqual(0, ToolRun.Start("kill", $"-{name}", process!.Id.ToString(CultureInfo.InvariantCulture)).ExitCode);

    public void Dispose()
    {
        process?.Kill();
        process?.WaitForExit();
        process?.Dispose();
        folder.Dispose();
    }

    /// <summary>Starts the program, and waits until it listens.</summary>
    /// <exception cref="AssertInconclusiveException">It is not installed.</exception>
    protected void Start(string path, params string[] arguments)
    {
        if (!File.Exists(path))
        {
            throw new AssertInconclusiveException($"{path} is not here (apt-get install {Path.GetFileName(path)})");
        }

        process = Process.Start(new ProcessStartInfo(path, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (int tries = 0; !Listens(Port); tries++)
        {
            Assert.IsFalse(process.HasExited || tries > 500, path);
            Thread.Sleep(20);
        }
    }

    private static bool Listens(int port)
    {
        using TcpClient client = new();
        try
        {
            client.Connect(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}

/// <summary>Debian's Redis, which keeps nothing on the disk.</summary>
internal sealed class Redis : Tool
{
    public Redis() => Start(
        "/usr/bin/redis-server", "--port", Port.ToString(CultureInfo.InvariantCulture), "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--dir", Folder);
}

/// <summary>Debian's nginx, which gives each request to the next of some servers. They are at / and at /below/.</summary>
internal sealed class Nginx : Tool
{
    public Nginx(IEnumerable<int> servers)
    {
        string file = Path.Combine(Folder, "nginx.conf");
        File.WriteAllText(file, $$"""
            daemon off;
            master_process off;
            pid {{Folder}}/pid;
            error_log {{Folder}}/errors;
            worker_processes 1;
            events { worker_connections 512; }
            http {
              access_log off;
              client_body_temp_path {{Folder}}; proxy_temp_path {{Folder}}; fastcgi_temp_path {{Folder}}; uwsgi_temp_path {{Folder}}; scgi_temp_path {{Folder}};
              upstream replicas {
                {{string.Join(' ', servers.Select(port => $"server 127.0.0.1:{port} max_fails=1 fail_timeout=1s;"))}}
              }
              server {
                listen 127.0.0.1:{{Port}};
                proxy_http_version 1.1;
                proxy_set_header Connection "";
                proxy_set_header Host localhost;
                proxy_buffering off;
                location / { proxy_pass http://replicas; }
                location /below/ { proxy_pass http://replicas/; }
              }
            }
            """);
        Start("/usr/sbin/nginx", "-c", file, "-e", Path.Combine(Folder, "errors"), "-p", Folder);
    }
}

using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace CharRnn.Cli.Tests;

/// <summary>A web server on a free port of this machine that answers as badly as a test wants; one request a connection.</summary>
internal sealed class LocalServer : IDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly Action<string, Stream> answer;
    private readonly X509Certificate2? certificate;

    /// <param name="answer">Given the request's head and where to write the response; the connection is closed after it.</param>
    /// <param name="certificate">Makes it HTTPS.</param>
    public LocalServer(Action<string, Stream> answer, X509Certificate2? certificate = null)
    {
        this.answer = answer;
        this.certificate = certificate;
        listener.Start();
        Address = new Uri($"{(certificate is null ? "http" : "https")}://{listener.LocalEndpoint}/input.txt");
        new Thread(Accept) { IsBackground = true }.Start();
    }

    public Uri Address { get; }

    /// <summary>The heads of all requests so far.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    public void Dispose() => listener.Dispose();

    public static void Write(Stream stream, string head, ReadOnlySpan<byte> body)
    {
        stream.Write(Encoding.ASCII.GetBytes(head.ReplaceLineEndings("\r\n") + "\r\nConnection: close\r\n\r\n"));
        stream.Write(body);
    }

    private void Accept()
    {
        try
        {
            while (true)
            {
                TcpClient client = listener.AcceptTcpClient();
                new Thread(() => Serve(client)) { IsBackground = true }.Start();
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Disposed.
        }
    }

    private void Serve(TcpClient client)
    {
        try
        {
            using (client)
            using (Stream stream = Open(client))
            {
                string head = ReadHead(stream);
                Requests.Enqueue(head);
                answer(head, stream);
            }
        }
        catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
        {
            // The client has gone, as some tests want.
        }
    }

    private Stream Open(TcpClient client)
    {
        if (certificate is null)
        {
            return client.GetStream();
        }

        SslStream stream = new(client.GetStream());
        stream.AuthenticateAsServer(certificate);
        return stream;
    }

    private static string ReadHead(Stream stream)
    {
        StringBuilder head = new();
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            int read = stream.ReadByte();
            if (read < 0)
            {
                throw new IOException("no request");
            }

            head.Append((char)read);
        }

        return head.ToString();
    }
}

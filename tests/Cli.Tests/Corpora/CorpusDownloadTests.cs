using System.Diagnostics;
using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.RegularExpressions;

namespace CharRnn.Cli.Tests;

[TestClass]
[DoNotParallelize] // the proxy belongs to the process
public sealed partial class CorpusDownloadTests : IDisposable
{
    private static readonly byte[] Text = MakeText();
    private static readonly string TextHash = Convert.ToHexStringLower(SHA256.HashData(Text));

    private readonly TemporaryFolder folder = new();
    private readonly ManualResetEventSlim gate = new(); // what a server that stalls waits for
    private readonly IWebProxy systemProxy = HttpClient.DefaultProxy;

    public CorpusDownloadTests() => HttpClient.DefaultProxy = new WebProxy(); // none, whatever the environment says

    public void Dispose()
    {
        HttpClient.DefaultProxy = systemProxy;
        gate.Set();
        folder.Dispose();
    }

    private string Whole => folder.File("tiny.txt");

    private string Partial => folder.File("tiny.partial");

    [TestMethod]
    public void A_corpus_is_downloaded_once_and_then_not_asked_for_again()
    {
        using LocalServer server = new(ServeRanges);
        Fractions progress = new();
        Assert.AreEqual(Whole, From(server).Locate(folder.Path, progress));
        Assert.AreEqual(Whole, From(server).Locate(folder.Path));
        AssertWhole();
        Assert.HasCount(1, server.Requests);
        Assert.DoesNotContain("Range:", server.Requests.First());
        CollectionAssert.AreEqual(progress.Order().ToArray(), progress);
        Assert.AreEqual(1.0, progress[^1]);
    }

    [TestMethod]
    public void A_partial_file_is_gone_on_with()
    {
        using LocalServer server = new(ServeRanges);
        File.WriteAllBytes(Partial, Text[..1000]);
        From(server).Locate(folder.Path);
        AssertWhole();
        StringAssert.Contains(server.Requests.Single(), "\r\nRange: bytes=1000-\r\n");
    }

    [TestMethod]
    public void A_partial_file_that_is_whole_needs_no_server()
    {
        using LocalServer server = new(ServeRanges);
        File.WriteAllBytes(Partial, Text);
        From(server).Locate(folder.Path);
        AssertWhole();
        Assert.IsEmpty(server.Requests);
    }

    [TestMethod]
    public void A_server_without_ranges_sends_all_of_it()
    {
        using LocalServer server = new((_, stream) => ServeAll(stream, Text));
        File.WriteAllBytes(Partial, new byte[1000]);
        From(server).Locate(folder.Path);
        AssertWhole();
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    [DataRow(1000)]
    [DataRow(200_000)]
    [DataRow(300_000)]
    public void A_partial_file_of_something_else_is_started_over_once(int length)
    {
        using LocalServer server = new(ServeRanges);
        File.WriteAllBytes(Partial, new byte[length]);
        From(server).Locate(folder.Path);
        AssertWhole();
        Assert.DoesNotContain("Range:", server.Requests.Last());
    }

    [TestMethod]
    [DataRow("416 Range Not Satisfiable\nContent-Range: bytes */200000\nContent-Length: 0")]
    [DataRow("206 Partial Content\nContent-Range: bytes 7-999/200000\nContent-Length: 993")]
    [DataRow("206 Partial Content\nContent-Length: 199000")]
    public void A_server_that_cannot_go_on_is_asked_for_all_of_it(string odd)
    {
        using LocalServer server = new((head, stream) =>
        {
            if (head.Contains("Range:", StringComparison.Ordinal))
            {
                LocalServer.Write(stream, "HTTP/1.1 " + odd, []);
            }
            else
            {
                ServeAll(stream, Text);
            }
        });
        File.WriteAllBytes(Partial, Text[..1000]);
        From(server).Locate(folder.Path);
        AssertWhole();
        Assert.HasCount(2, server.Requests);
    }

    [TestMethod]
    public void A_wrong_file_is_deleted_and_named_with_both_hashes()
    {
        byte[] wrong = [.. Text[..^1], (byte)'!'];
        using LocalServer server = new((_, stream) => ServeAll(stream, wrong));
        AssertFails(
            From(server),
            $"Cannot download tiny from {server.Address}: the SHA-256 of the file is {Convert.ToHexStringLower(SHA256.HashData(wrong))}; must be {TextHash}. Download it manually to {Whole}, or use another corpus.");
        Assert.HasCount(1, server.Requests);
        Assert.IsFalse(File.Exists(Partial));
        Assert.IsFalse(File.Exists(Whole));
    }

    [TestMethod]
    public void Another_length_is_refused_before_anything_is_written()
    {
        using LocalServer server = new((_, stream) => ServeAll(stream, "Please log in."u8));
        File.WriteAllBytes(Partial, Text[..1000]);
        AssertFails(
            From(server),
            $"Cannot download tiny from {server.Address}: the server offers 14 bytes; must be 200,000 (1,000 of 200,000 bytes are kept; the next attempt continues from there). Download it manually to {Whole}, or use another corpus.");
        CollectionAssert.AreEqual(Text[..1000], File.ReadAllBytes(Partial));
    }

    [TestMethod]
    public void More_than_the_size_is_never_written()
    {
        using LocalServer server = new((_, stream) =>
        {
            LocalServer.Write(stream, "HTTP/1.1 200 OK", Text); // no length: until the connection ends
            for (int i = 0; i < 1000; i++)
            {
                stream.Write(Text);
            }
        });
        AssertFails(From(server), "the server sends more than the expected 200,000 bytes.");
        Assert.AreEqual(0, new FileInfo(Partial).Length);
        Assert.IsFalse(File.Exists(Whole));
    }

    [TestMethod]
    public void Not_found_is_an_error()
    {
        using LocalServer server = new((_, stream) => LocalServer.Write(stream, "HTTP/1.1 404 Not Found\nContent-Length: 4", "gone"u8));
        AssertFails(From(server), $"Cannot download tiny from {server.Address}: the server answers 404 Not Found. Download it manually to {Whole}, or use another corpus.");
    }

    [TestMethod]
    public void Offline_the_error_says_what_to_do()
    {
        LocalServer gone = new(ServeRanges);
        gone.Dispose();
        string message = AssertFails(From(gone), $"Cannot download tiny from {gone.Address}: ");
        StringAssert.EndsWith(message, $"({gone.Address.Authority}). Download it manually to {Whole}, or use another corpus.");
    }

    [TestMethod]
    [DataRow("\nContent-Length: 200000")]
    [DataRow("")]
    public void A_connection_that_ends_early_leaves_what_the_next_call_goes_on_from(string length)
    {
        using LocalServer cut = new((_, stream) => LocalServer.Write(stream, "HTTP/1.1 200 OK" + length, Text.AsSpan(0, 150_000)));
        AssertFails(From(cut), "the connection ended early (150,000 of 200,000 bytes are kept; the next attempt continues from there). Download it manually");
        using LocalServer server = new(ServeRanges);
        From(server).Locate(folder.Path);
        AssertWhole();
        StringAssert.Contains(server.Requests.Single(), "\r\nRange: bytes=150000-\r\n");
    }

    [TestMethod]
    public void A_server_that_falls_silent_is_given_up()
    {
        using LocalServer server = new(Stall);
        CorpusDownload download = From(server) with { IdleTimeout = TimeSpan.FromSeconds(0.5) };
        AssertFails(download, "nothing arrived for 0.5 seconds");
        using LocalServer mute = new((_, _) => gate.Wait());
        AssertFails(download with { Address = mute.Address }, "nothing arrived for 0.5 seconds");
    }

    [TestMethod]
    public void Cancellation_ends_it_and_keeps_what_has_arrived()
    {
        using LocalServer server = new(Stall);
        using CancellationTokenSource source = new();
        Fractions progress = new() { Seen = source.Cancel };
        Assert.Throws<OperationCanceledException>(() => From(server).Locate(folder.Path, progress, source.Token));
        Assert.IsFalse(File.Exists(Whole));
        long kept = new FileInfo(Partial).Length;
        Assert.AreEqual(progress[^1], (double)kept / Text.Length);
        using LocalServer next = new(ServeRanges);
        From(next).Locate(folder.Path);
        AssertWhole();
        StringAssert.Contains(next.Requests.Single(), $"Range: bytes={kept}-");
    }

    [TestMethod]
    public async Task Of_two_at_once_one_downloads_and_the_other_waits()
    {
        using SemaphoreSlim asked = new(0);
        using LocalServer server = new((head, stream) =>
        {
            asked.Release();
            Stall(head, stream);
            stream.Write(Text, Text.Length / 2, Text.Length - (Text.Length / 2));
        });
        Task<string> first = Task.Run(() => From(server).Locate(folder.Path));
        await asked.WaitAsync();
        Task<string> second = Task.Run(() => From(server).Locate(folder.Path));
        await Task.Delay(200);
        gate.Set();
        Assert.AreEqual(Whole, await first);
        Assert.AreEqual(Whole, await second);
        AssertWhole();
        Assert.HasCount(1, server.Requests);
    }

    [TestMethod]
    public void Another_process_that_hangs_is_not_waited_for_for_ever()
    {
        using LocalServer server = new(ServeRanges);
        using FileStream other = new(folder.File("tiny.lock"), FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        AssertFails(
            From(server) with { IdleTimeout = TimeSpan.FromSeconds(0.1) }, $"another process holds {folder.File("tiny.lock")}, and its download makes no progress. ");
    }

    [TestMethod]
    public void A_cached_file_that_is_something_else_is_reported_and_kept()
    {
        using LocalServer server = new(ServeRanges);
        File.WriteAllText(Whole, "mine");
        AssertFails(
            From(server),
            $"{Whole} is not tiny: its SHA-256 is {Convert.ToHexStringLower(SHA256.HashData("mine"u8))}; must be {TextHash}. Delete it to download it again from {server.Address}, or use another corpus.");
        Assert.AreEqual("mine", File.ReadAllText(Whole));
        Assert.IsEmpty(server.Requests);
    }

    [TestMethod]
    public void The_cache_folder_is_the_one_that_the_environment_names()
    {
        using LocalServer server = new(ServeRanges);
        string? before = Environment.GetEnvironmentVariable("CHARRNN_CACHE");
        Environment.SetEnvironmentVariable("CHARRNN_CACHE", folder.File("cache"));
        try
        {
            string path = new NamedCorpus("tiny", "", From(server).Locate).Locate();
            Assert.AreEqual(Path.Combine(folder.File("cache"), "tiny.txt"), path);
            CollectionAssert.AreEqual(Text, File.ReadAllBytes(path));
        }
        finally
        {
            Environment.SetEnvironmentVariable("CHARRNN_CACHE", before);
        }
    }

    [TestMethod]
    public void The_systems_proxy_is_asked()
    {
        using LocalServer proxy = new(ServeRanges);
        HttpClient.DefaultProxy = new WebProxy(proxy.Address); // what .NET makes of HTTP_PROXY, HTTPS_PROXY and the like
        (From(proxy) with { Address = new Uri("http://corpora.invalid/input.txt") }).Locate(folder.Path);
        AssertWhole();
        StringAssert.StartsWith(proxy.Requests.Single(), "GET http://corpora.invalid/input.txt HTTP/1.1\r\n");
    }

    [TestMethod]
    public void A_certificate_that_nobody_vouches_for_is_refused()
    {
        using X509Certificate2 certificate = MakeCertificate();
        using LocalServer server = new(ServeRanges, certificate);
        AssertFails(From(server), "certificate is invalid");
        Assert.IsEmpty(server.Requests);
    }

    [TestMethod]
    public void A_redirect_is_followed_but_not_from_https_to_http()
    {
        using X509Certificate2 certificate = MakeCertificate();
        using LocalServer plain = new(ServeRanges);
        using LocalServer secure = new((_, stream) => Redirect(stream, plain), certificate);
        CorpusDownload download = From(secure) with { CreateHandler = () => Trust(certificate) };
        AssertFails(download, $"Cannot download tiny from {secure.Address}: the server redirects to {plain.Address}, which is not followed. ");
        Assert.IsEmpty(plain.Requests);

        using LocalServer target = new(ServeRanges, certificate);
        using LocalServer honest = new((_, stream) => Redirect(stream, target), certificate);
        (download with { Address = honest.Address }).Locate(folder.Path);
        AssertWhole();

        static void Redirect(Stream stream, LocalServer to) => LocalServer.Write(stream, $"HTTP/1.1 302 Found\nLocation: {to.Address}\nContent-Length: 0", []);
    }

    [TestMethod]
    [DataRow("file:///etc/hostname")]
    [DataRow("ftp://127.0.0.1/input.txt")]
    [DataRow("http://")]
    [DataRow("http://[")]
    public void A_redirect_elsewhere_is_one_error(string place)
    {
        using LocalServer server = new((_, stream) => LocalServer.Write(stream, $"HTTP/1.1 302 Found\nLocation: {place}\nContent-Length: 0", []));
        AssertFails(From(server), $"Cannot download tiny from {server.Address}: ");
        Assert.IsFalse(File.Exists(Whole));
    }

    [TestMethod]
    public void A_server_that_drips_is_given_up_and_what_came_is_kept()
    {
        using LocalServer server = new((_, stream) =>
        {
            LocalServer.Write(stream, $"HTTP/1.1 200 OK\nContent-Length: {Text.Length}", []);
            for (int i = 0; !gate.Wait(20); i++)
            {
                stream.WriteByte(Text[i]);
                stream.Flush();
            }
        });
        AssertFails(From(server) with { TotalTimeout = TimeSpan.FromSeconds(0.5) }, "it did not end within 0.5 seconds (");
        Assert.IsGreaterThan(0, new FileInfo(Partial).Length);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("tiny.partial")]
    [DataRow("tiny.lock")]
    public void A_link_in_the_place_of_a_file_of_ours_is_refused_and_its_target_stays(string name)
    {
        using LocalServer server = new(ServeRanges);
        File.WriteAllText(folder.File("victim"), "mine");
        File.CreateSymbolicLink(folder.File(name), folder.File("victim"));
        Assert.AreEqual($"{folder.File(name)} is a symbolic link, which is not followed; delete it.", Assert.ThrowsExactly<IOException>(() => From(server).Locate(folder.Path)).Message);
        File.Delete(folder.File("victim"));
        Assert.ThrowsExactly<IOException>(() => From(server).Locate(folder.Path));
        Assert.IsFalse(File.Exists(folder.File("victim")));
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("tiny.partial")]
    [DataRow("tiny.lock")]
    public void A_pipe_in_the_place_of_a_file_of_ours_is_refused(string name)
    {
        using LocalServer server = new(ServeRanges);
        Process.Start("mkfifo", [folder.File(name)]).WaitForExit();
        Assert.AreEqual($"{folder.File(name)} is not a file; delete it.", Assert.ThrowsExactly<IOException>(() => From(server).Locate(folder.Path)).Message);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux | OperatingSystems.OSX)]
    [DataRow("mkfifo")]
    [DataRow("touch")]
    public void A_pipe_in_the_place_of_the_corpus_is_not_waited_for(string make)
    {
        using LocalServer server = new(ServeRanges);
        Process.Start(make, [folder.File("made")]).WaitForExit();
        File.CreateSymbolicLink(Whole, folder.File("made"));
        AssertFails(From(server), $"{Whole} is not tiny: it is empty.");
    }

    [TestMethod]
    public void Tinyshakespeare_comes_by_https()
    {
        Assert.AreEqual("https", NamedCorpora.TinyShakespeare.Address.Scheme);
        Assert.AreEqual(1_115_394, NamedCorpora.TinyShakespeare.Size);
        Assert.IsNotNull(NamedCorpora.Find("tinyshakespeare"));
    }

    private static CorpusDownload From(LocalServer server) => new("tiny", server.Address, Text.Length, TextHash);

    private string AssertFails(CorpusDownload download, string expected)
    {
        CharRnnException exception = Assert.ThrowsExactly<CharRnnException>(() => download.Locate(folder.Path));
        StringAssert.Contains(exception.Message, expected);
        return exception.Message;
    }

    private void AssertWhole()
    {
        CollectionAssert.AreEqual(Text, File.ReadAllBytes(Whole));
        Assert.IsFalse(File.Exists(Partial));
    }

    private static void ServeAll(Stream stream, ReadOnlySpan<byte> body) =>
        LocalServer.Write(stream, $"HTTP/1.1 200 OK\nContent-Length: {body.Length}", body);

    private static void ServeRanges(string head, Stream stream)
    {
        Match range = RangeHeader().Match(head);
        if (!range.Success)
        {
            ServeAll(stream, Text);
            return;
        }

        int from = int.Parse(range.Groups[1].ValueSpan);
        LocalServer.Write(
            stream,
            $"HTTP/1.1 206 Partial Content\nContent-Range: bytes {from}-{Text.Length - 1}/{Text.Length}\nContent-Length: {Text.Length - from}",
            Text.AsSpan(from));
    }

    /// <summary>Half of it, then nothing until the gate opens.</summary>
    private void Stall(string head, Stream stream)
    {
        LocalServer.Write(stream, $"HTTP/1.1 200 OK\nContent-Length: {Text.Length}", Text.AsSpan(0, Text.Length / 2));
        gate.Wait();
    }

    private static byte[] MakeText()
    {
        byte[] text = new byte[200_000];
        new Random(1).NextBytes(text);
        return text;
    }

    private static SocketsHttpHandler Trust(X509Certificate2 certificate)
    {
        SocketsHttpHandler handler = new();
        handler.SslOptions.RemoteCertificateValidationCallback = (_, shown, _, _) => certificate.Equals(shown);
        return handler;
    }

    private static X509Certificate2 MakeCertificate()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=127.0.0.1", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(100));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pfx), null); // Windows serves no key that is only in memory
    }

    [GeneratedRegex(@"\r\nRange: bytes=(\d+)-\r\n")]
    private static partial Regex RangeHeader();

    /// <summary>Keeps the fractions that it is told, on the thread that tells them.</summary>
    private sealed class Fractions : List<double>, IProgress<double>
    {
        public Action Seen { get; init; } = () => { };

        public void Report(double value)
        {
            Add(value);
            Seen();
        }
    }
}

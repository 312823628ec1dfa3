using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using CharRnn.Export;

namespace CharRnn.Benchmarks;

/// <summary>
/// How much the memory of <c>charrnn serve</c> grows under clients that stream, leave in mid-stream, ask for whole texts, score, continue
/// sessions and send what is refused. An answer that was not asked for is an error.
/// </summary>
internal static class ServerMixedLoad
{
    private const int Hidden = 256;
    private const int Clients = 24;
    private const int Sessions = 300;

    private static readonly Kind[] Kinds =
    [
        new("stream", "/v1/completions", random => new { prompt = "a b ", max_tokens = random.Next(1, 800), seed = random.Next(100), stream = true }, HttpStatusCode.OK),
        new("left stream", "/v1/completions", _ => new { prompt = "a b ", max_tokens = 2000, stream = true }, HttpStatusCode.OK) { Leaves = true },
        new("texts", "/v1/completions", _ => new { prompt = (string[])["A", "B"], max_tokens = 100, n = 2, logprobs = 2 }, HttpStatusCode.OK),
        new("scores", "/v1/score", random => new { texts = Enumerable.Repeat("A line of some length.", random.Next(1, 50)) }, HttpStatusCode.OK),
        new("session", "/v1/completions", random => new { prompt = "a b ", max_tokens = 50, session = $"s{random.Next(Sessions)}" }, HttpStatusCode.OK, HttpStatusCode.Conflict), // another client is in it
        new("refused", "/v1/completions", _ => new { prompt = "a b ", max_tokens = -1 }, HttpStatusCode.BadRequest),
    ];

    public static Benchmark Benchmark { get; } = new("server/mixed-load", Target.Below(32), measuring => MeasureAsync("server/mixed-load", measuring).GetAwaiter().GetResult());

    private static async Task<Figure?> MeasureAsync(string name, Measuring measuring)
    {
        TimeSpan whole = measuring.Pick(TimeSpan.FromMinutes(10), TimeSpan.FromSeconds(2));
        TimeSpan settled = whole / 10; // by then all code is compiled and every buffer was needed once
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["model.onnx"], OnnxExporter.ToBytes(RandomModel.MakeLstm(Hidden), Precision.Int8));
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(measuring.Cancellation);
        TaskCompletionSource<Uri> address = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Stopwatch watch = new();
        (long before, long after) = (0, 0);
        ProgramRun server = ProgramRun.OfCharRnn("serve", folder["model.onnx"], "--port", "0") with { OnErrorLine = ReadAddress, OnWatch = ReadMemory };
        Task serving = Task.Run(() => server.Run(stop.Token), CancellationToken.None);
        await Task.WhenAny(address.Task, serving);
        if (serving.IsFaulted)
        {
            await serving;
        }

        using HttpClient client = new() { BaseAddress = await address.Task, Timeout = TimeSpan.FromMinutes(1) };
        ConcurrentDictionary<string, int> answers = new();
        watch.Start();
        await Task.WhenAll(Enumerable.Range(0, Clients).Select(seed => Task.Run(() => AskAsync(client, new Random(seed), answers, () => watch.Elapsed < whole, stop.Token))));
        await stop.CancelAsync();
        await Task.WhenAny(serving);
        measuring.Cancellation.ThrowIfCancellationRequested();
        return new Figure
        {
            Name = name,
            Value = (after - before) / (double)WordText.Mebibyte,
            Unit = "MiB",
            Settings = string.Create(
                CultureInfo.InvariantCulture,
                $"resident memory of charrnn serve after {whole.TotalMinutes:0.##} minutes less that after {settled.TotalMinutes:0.##} ({before / WordText.Mebibyte} MiB), {Clients} clients, {RandomModel.Name(Hidden)}, int8; {answers.Values.Sum():#,0} requests: {string.Join(", ", answers.OrderBy(answer => answer.Key, StringComparer.Ordinal).Select(answer => $"{answer.Value} {answer.Key}"))}"),
        };

        void ReadAddress(string line)
        {
            if (line.IndexOf("http://", StringComparison.Ordinal) is var at and >= 0)
            {
                address.TrySetResult(new Uri(line[at..]));
            }
        }

        void ReadMemory(Process process)
        {
            process.Refresh();
            after = process.WorkingSet64;
            before = watch.Elapsed < settled ? after : before;
        }
    }

    private static async Task AskAsync(HttpClient client, Random random, ConcurrentDictionary<string, int> answers, Func<bool> goesOn, CancellationToken cancellation)
    {
        while (goesOn())
        {
            Kind kind = Kinds[random.Next(Kinds.Length)];
            using HttpRequestMessage request = new(HttpMethod.Post, kind.Path) { Content = JsonContent.Create(kind.Body(random)) };
            using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
            if (!kind.Expected.Contains(response.StatusCode))
            {
                throw new CharRnnException($"A request for {kind.Name} was answered by {(int)response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellation)}");
            }

            await using Stream content = await response.Content.ReadAsStreamAsync(cancellation);
            byte[] buffer = new byte[3000];
            int length = kind.Leaves ? random.Next(1, buffer.Length) : int.MaxValue;
            for (int read = 1; read > 0 && length > 0; length -= read)
            {
                read = await content.ReadAsync(buffer, cancellation);
            }

            answers.AddOrUpdate($"{kind.Name} {(int)response.StatusCode}", 1, (_, count) => count + 1);
        }
    }

    /// <param name="Name">The kind in words.</param>
    /// <param name="Path">Where it is sent.</param>
    /// <param name="Body">Makes what is sent.</param>
    /// <param name="Expected">The answers that are right.</param>
    private sealed record Kind(string Name, string Path, Func<Random, object> Body, params HttpStatusCode[] Expected)
    {
        /// <summary>Gets whether the client leaves in the middle of the answer.</summary>
        public bool Leaves { get; init; }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Net.Http.Json;
using CharRnn.Export;
using CharRnn.Inference;
using CharRnn.Server;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CharRnn.Benchmarks;

/// <summary>
/// How many characters a second the server streams over loopback to clients that read at once; the peer is the server's own scheduler, read
/// without HTTP. The clients share the machine's cores with the server.
/// </summary>
internal static class ServerLoad
{
    private const int Hidden = 256;
    private const int BatchSize = 32;
    private const int LeastRequests = 64;
    private const int RequestsOfStream = 4; // at least
    private const int LongestQueue = 256;

    private static readonly byte[] End = "data: [DONE]\n\n"u8.ToArray();

    public static Benchmark OfStreams(int streams, Target? target)
    {
        string name = $"server/{streams}-streams";
        return new Benchmark(name, target, measuring => MeasureAsync(name, streams, measuring).GetAwaiter().GetResult());
    }

    private static async Task<Figure?> MeasureAsync(string name, int streams, Measuring measuring)
    {
        int runs = measuring.Pick(5, 1);
        int length = measuring.Pick(1000, 5);
        int requests = measuring.Pick(Math.Max(RequestsOfStream * streams, LeastRequests), streams);
        using TemporaryFolder folder = new();
        File.WriteAllBytes(folder["model.onnx"], OnnxExporter.ToBytes(RandomModel.MakeLstm(Hidden), Precision.Int8));
        await using WebApplication server = BuildServer(folder["model.onnx"]);
        await server.StartAsync(measuring.Cancellation);
        GenerationScheduler scheduler = server.Services.GetRequiredKeyedService<GenerationScheduler>("model");
        using HttpClient client = new() { BaseAddress = new Uri(server.Urls.Single()) };
        ConcurrentBag<double> firsts = []; // ms
        await AllAsync(OverHttpAsync); // the code is compiled
        await AllAsync(DirectAsync);
        firsts.Clear();

        AlternatingRuns pairs = AlternatingRuns.Measure(runs, () => Rate(OverHttpAsync), () => Rate(DirectAsync));
        double[] sorted = [.. firsts.Order()];
        await server.StopAsync(measuring.Cancellation);
        return pairs.ToFigure(name, "characters/s", "the server's scheduler, without HTTP", string.Create(
            CultureInfo.InvariantCulture,
            $"{streams} streams at once, {requests} requests of {length} characters, {RandomModel.Name(Hidden)}, int8, {Environment.ProcessorCount} threads, median of {runs} runs; {pairs.Value / length:#,0.0} requests/s; time to the first character p50 {Statistic.Percentile(sorted, 0.5):0.0} ms, p99 {Statistic.Percentile(sorted, 0.99):0.0} ms"));

        double Rate(Func<int, CancellationToken, Task> read) => AlternatingRuns.Rate(requests * length, () => AllAsync(read).GetAwaiter().GetResult());

        Task AllAsync(Func<int, CancellationToken, Task> read) => Parallel.ForEachAsync(
            Enumerable.Range(0, requests),
            new ParallelOptions { MaxDegreeOfParallelism = streams, CancellationToken = measuring.Cancellation },
            async (seed, cancellation) => await read(seed, cancellation));

        async Task OverHttpAsync(int seed, CancellationToken cancellation) => firsts.Add(await ReadAsync(client, seed, length, cancellation));

        async Task DirectAsync(int seed, CancellationToken cancellation)
        {
            GenerationRequest request = new() { Generation = new GenerationOptions { Seed = (ulong)seed, MaxLength = length } };
            await foreach (string _ in scheduler.StreamAsync(request, cancellation))
            {
                // only read
            }
        }
    }

    private static WebApplication BuildServer(string model) => CharRnnServer.Build([], builder =>
    {
        builder.Logging.ClearProviders();
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["urls"] = "http://127.0.0.1:0",
            ["CharRnn:Models:model:ModelPath"] = model,
            ["CharRnn:Models:model:Scheduler:BatchSize"] = $"{BatchSize}",
            ["CharRnn:Models:model:Scheduler:Threads"] = $"{Environment.ProcessorCount}",
            ["CharRnn:Models:model:Scheduler:QueueLength"] = $"{LongestQueue}",
        });
    });

    /// <summary>Reads a stream to its end, and parses nothing of it.</summary>
    /// <returns>The milliseconds to its first character.</returns>
    private static async Task<double> ReadAsync(HttpClient client, int seed, int length, CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        using HttpRequestMessage request = new(HttpMethod.Post, "/v1/completions") { Content = JsonContent.Create(new { max_tokens = length, seed, stream = true }) };
        using HttpResponseMessage response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        await using Stream events = await response.Content.ReadAsStreamAsync(cancellation);
        byte[] buffer = new byte[1 << 16];
        int filled = await events.ReadAsync(buffer, cancellation); // an event has at least a character
        double first = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        for (int read = filled; read > 0; filled += read)
        {
            if (filled > buffer.Length / 2)
            {
                buffer.AsSpan(filled - End.Length, End.Length).CopyTo(buffer); // only the end counts
                filled = End.Length;
            }

            read = await events.ReadAsync(buffer.AsMemory(filled), cancellation);
        }

        return buffer.AsSpan(0, filled).EndsWith(End) ? first : throw new InvalidDataException("A stream broke off before its end.");
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace CharRnn.Benchmarks;

/// <summary>PyTorch, the peer of training, run by Python in a process of its own.</summary>
internal static class PyTorchPeer
{
    private const string Python = "/usr/bin/python3"; // the one that Debian's python3-torch is for

    /// <summary>Why there is none here, which it also says; null where there is one.</summary>
    public static string? WhyMissing(CancellationToken cancellation)
    {
        try
        {
            TimeImport(cancellation);
            return null;
        }
        catch (CharRnnException exception)
        {
            Measuring.Note($"  no PyTorch to compare with: {exception.Message}");
            return exception.Message;
        }
    }

    /// <returns>How long Python takes to start, load PyTorch and end.</returns>
    public static TimeSpan TimeImport(CancellationToken cancellation)
    {
        long start = Stopwatch.GetTimestamp();
        new ProgramRun(Python, "-c", "import torch").Run(cancellation);
        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>The same training step of a two-layer LSTM as <see cref="TrainingStepSpeed"/> takes, in PyTorch.</summary>
    public static Line TrainLstm(int hidden, int batch, int sequence, int vocabulary, int embedding, int threads, int iterations, CancellationToken cancellation)
    {
        (string Name, int Value)[] options =
        [
            ("hidden", hidden), ("layers", 2), ("batch", batch), ("sequence", sequence), ("vocabulary", vocabulary),
            ("embedding", embedding), ("threads", threads), ("iterations", iterations), ("repeats", 1),
        ];
        return RunScript("pytorch_charlstm.py", options, cancellation);
    }

    /// <summary>A two-layer LSTM that draws character after character, in PyTorch, on one thread.</summary>
    public static Line SampleLstm(int hidden, ModelDescription description, int characters, CancellationToken cancellation) => RunScript(
        "pytorch_sampling.py",
        [("hidden", hidden), ("layers", description.Layers), ("vocabulary", description.VocabularySize), ("embedding", description.EmbeddingSize), ("characters", characters)],
        cancellation);

    private static Line RunScript(string script, (string Name, int Value)[] options, CancellationToken cancellation)
    {
        string[] arguments = [.. options.SelectMany(option => (string[])["--" + option.Name, option.Value.ToString(CultureInfo.InvariantCulture)])];
        string output = new ProgramRun(Python, [Path.Combine(AppContext.BaseDirectory, "peers", script), .. arguments]).Run(cancellation);
        return JsonSerializer.Deserialize(output, BenchmarkJson.Default.Line)!;
    }

    /// <summary>What the script prints, as far as it is used here.</summary>
    internal sealed record Line(string Peer, double CharactersPerSecond);
}

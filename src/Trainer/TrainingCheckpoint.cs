using System.Security.Cryptography;

namespace CharRnn.Trainer;

/// <summary>
/// All that a training needs to go on as if it had never stopped, at one step. The file is the text CRNR, the format number,
/// the SHA-256 of the rest, and the rest in the order of the fields below; little-endian.
/// </summary>
internal sealed record TrainingCheckpoint
{
    private const int Format = 2; // 1: the optimiser's state as TorchSharp wrote it
    private const int HashLength = 32;

    private static ReadOnlySpan<byte> Magic => "CRNR"u8;

    /// <summary>SHA-256 of the corpus; a training goes on with the same text only.</summary>
    public required string CorpusSha256 { get; init; }

    /// <summary>Name and version of the engine.</summary>
    public required string Engine { get; init; }

    /// <summary>Steps taken.</summary>
    public required long Step { get; init; }

    /// <summary>Symbols trained on.</summary>
    public required long Characters { get; init; }

    /// <summary>Smoothed training loss, NaN before the first step.</summary>
    public required double SmoothedLoss { get; init; }

    /// <summary>Lowest validation loss so far, NaN where there is none.</summary>
    public required double BestValidationLoss { get; init; }

    /// <summary>Validations since the best one.</summary>
    public required int WorseValidations { get; init; }

    /// <summary>Sum of the losses since the last report.</summary>
    public required double LossSum { get; init; }

    /// <summary>Step of the last report.</summary>
    public required long ReportedStep { get; init; }

    /// <summary>Time since the start, pauses left out.</summary>
    public required TimeSpan Elapsed { get; init; }

    /// <summary>How much of it went into validation, samples and files.</summary>
    public required TimeSpan NotTraining { get; init; }

    /// <summary>Length of metrics.jsonl in bytes; what a killed run added after this is cut off.</summary>
    public required long MetricsLength { get; init; }

    /// <summary>Length of samples.txt in bytes.</summary>
    public required long SamplesLength { get; init; }

    /// <summary>The weights, in the order of <see cref="Weights.Layout"/>.</summary>
    public required Weights Weights { get; init; }

    /// <summary>What <see cref="ITrainingEngine.SaveState"/> wrote.</summary>
    public required byte[] EngineState { get; init; }

    public void Save(string path)
    {
        using MemoryStream content = new();
        using (BinaryWriter writer = new(content, System.Text.Encoding.UTF8, leaveOpen: true))
        {
            WriteContent(writer);
        }

        AtomicFile.Write(path, stream =>
        {
            ReadOnlySpan<byte> bytes = content.GetBuffer().AsSpan(0, (int)content.Length);
            stream.Write(Magic);
            stream.Write(BitConverter.GetBytes(Format));
            stream.Write(SHA256.HashData(bytes));
            stream.Write(bytes);
        });
    }

    /// <summary>Reads the checkpoint of a training.</summary>
    /// <exception cref="InvalidModelException">There is none, it is damaged, of another format, or of another network.</exception>
    /// <exception cref="InvalidTextException">The corpus is not the one that the training began with.</exception>
    public static TrainingCheckpoint Load(string path, ModelDescription description, Corpus corpus)
    {
        byte[] file = ReadFile(path);
        ReadOnlySpan<byte> rest = file;
        if (!rest.StartsWith(Magic) || rest.Length < Magic.Length + sizeof(int) + HashLength)
        {
            throw new InvalidModelException($"{path} is not a checkpoint of CharRnn.");
        }

        int format = BitConverter.ToInt32(rest[Magic.Length..]);
        if (format != Format)
        {
            throw new InvalidModelException($"{path} has format {format}; this version of CharRnn reads format {Format}.");
        }

        int contentOffset = Magic.Length + sizeof(int) + HashLength;
        if (!SHA256.HashData(rest[contentOffset..]).AsSpan().SequenceEqual(rest[(Magic.Length + sizeof(int))..contentOffset]))
        {
            throw new InvalidModelException($"{path} is damaged: its content does not have the SHA-256 that it names.");
        }

        using BinaryReader reader = new(new MemoryStream(file, contentOffset, file.Length - contentOffset));
        try
        {
            return ReadContent(reader, description, corpus);
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or ArgumentException or OverflowException or FormatException)
        {
            throw new InvalidModelException($"{path} is not of this run's network: {exception.Message}", exception);
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException($"There is nothing to resume from: {exception.Message}", exception);
        }
    }

    private void WriteContent(BinaryWriter writer)
    {
        writer.Write(CorpusSha256);
        writer.Write(Engine);
        writer.Write(Step);
        writer.Write(Characters);
        writer.Write(SmoothedLoss);
        writer.Write(BestValidationLoss);
        writer.Write(WorseValidations);
        writer.Write(LossSum);
        writer.Write(ReportedStep);
        writer.Write(Elapsed.Ticks);
        writer.Write(NotTraining.Ticks);
        writer.Write(MetricsLength);
        writer.Write(SamplesLength);
        foreach (WeightTensor weight in Weights)
        {
            BinaryFloats.Write(writer, weight.Data);
        }

        writer.Write(EngineState.Length);
        writer.Write(EngineState);
    }

    private static TrainingCheckpoint ReadContent(BinaryReader reader, ModelDescription description, Corpus corpus) => new()
    {
        CorpusSha256 = ReadCorpusSha256(reader, corpus), // first: another text may have another vocabulary, and so another network
        Engine = reader.ReadString(),
        Step = reader.ReadInt64(),
        Characters = reader.ReadInt64(),
        SmoothedLoss = reader.ReadDouble(),
        BestValidationLoss = reader.ReadDouble(),
        WorseValidations = reader.ReadInt32(),
        LossSum = reader.ReadDouble(),
        ReportedStep = reader.ReadInt64(),
        Elapsed = new TimeSpan(reader.ReadInt64()),
        NotTraining = new TimeSpan(reader.ReadInt64()),
        MetricsLength = reader.ReadInt64(),
        SamplesLength = reader.ReadInt64(),
        Weights = new Weights(description, Weights.Layout(description).Select(entry => new WeightTensor(
            entry.Name, entry.Shape, BinaryFloats.Read(reader, entry.Shape.Aggregate(1, (product, size) => checked(product * size)))))),
        EngineState = reader.ReadBytes(reader.ReadInt32()),
    };

    private static string ReadCorpusSha256(BinaryReader reader, Corpus corpus)
    {
        string began = reader.ReadString();
        return began == corpus.Sha256 ? began : throw new InvalidTextException(
            $"The corpus {corpus.Name} has changed: its SHA-256 is {corpus.Sha256}, and the run was begun with {began}. Give the same text, or begin a new run.");
    }
}

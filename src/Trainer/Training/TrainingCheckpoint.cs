using System.Security.Cryptography;
using System.Text.Json;

namespace CharRnn.Trainer;

/// <summary>
/// Everything that a training needs to continue from one step as if it had never stopped. The file is the text CRNR, the format number,
/// the SHA-256 of the rest, and the rest: the length of the state's JSON and the JSON, the weights, and the length of the engine's
/// state and that state; little-endian.
/// </summary>
/// <param name="State">The state of the training.</param>
/// <param name="Weights">The weights; in the file in the order of <see cref="CharRnn.Weights.Layout"/>.</param>
/// <param name="EngineState">What <see cref="ITrainingEngine.SaveState"/> wrote.</param>
internal sealed record TrainingCheckpoint(TrainerState State, Weights Weights, byte[] EngineState)
{
    private const int Format = 3; // 1: the optimiser's state as TorchSharp wrote it; 2: the state field by field
    private const int HashLength = 32;

    private static ReadOnlySpan<byte> Magic => "CRNR"u8;

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
    /// <exception cref="InvalidTextException">The training began with another corpus.</exception>
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
        return Checked(path, () => ReadContent(reader, description, corpus));
    }

    /// <summary>Gives an engine the weights and its state.</summary>
    /// <param name="path">The checkpoint's file, for messages.</param>
    /// <param name="engine">An engine for the same network.</param>
    /// <exception cref="InvalidModelException">The state is not of this network and optimiser.</exception>
    public void Restore(string path, ITrainingEngine engine)
    {
        engine.SetWeights(Weights);
        using BinaryReader reader = new(new MemoryStream(EngineState));
        Checked(path, () =>
        {
            engine.LoadState(reader);
            return engine;
        });
    }

    private static T Checked<T>(string path, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception exception) when (exception is IOException or InvalidDataException or JsonException or InvalidOperationException or ArgumentException or OverflowException)
        {
            throw new InvalidModelException($"{path} is not of this run's network: {exception.Message.TrimEnd('.')}.", exception);
        }
    }

    private static byte[] ReadFile(string path)
    {
        try
        {
            return InputFile.Read(path, InputFile.MaximumLength);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new InvalidModelException($"There is nothing to resume from: {exception.Message}", exception);
        }
    }

    private void WriteContent(BinaryWriter writer)
    {
        BinaryArrays.Write(writer, JsonSerializer.SerializeToUtf8Bytes(State, TrainerStateJson.Default.TrainerState));
        foreach (WeightTensor weight in Weights)
        {
            BinaryArrays.Write(writer, weight.Data);
        }

        BinaryArrays.Write(writer, EngineState);
    }

    private static TrainingCheckpoint ReadContent(BinaryReader reader, ModelDescription description, Corpus corpus)
    {
        using JsonDocument json = ModelDocument.Parse(BinaryArrays.Read(reader));
        TrainerState state = ModelDocument.Read(json.RootElement, TrainerStateJson.Default.TrainerState);
        corpus.CheckUnchanged(state.CorpusSha256); // first: another text may have another vocabulary, and so another network
        Weights weights = new(description, Weights.Layout(description).Select(entry => new WeightTensor(
            entry.Name, entry.Shape, BinaryArrays.ReadFloats(reader, entry.Shape.Aggregate(1, (product, size) => checked(product * size))))));
        return weights.All(weight => weight.Data.All(float.IsFinite))
            ? new TrainingCheckpoint(state, weights, BinaryArrays.Read(reader))
            : throw new InvalidDataException("it holds a weight that is not finite.");
    }
}
